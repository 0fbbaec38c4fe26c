package dev.vireo.jobs.evaluation;

import dev.vireo.jobs.data.prompts.HeldOutPrompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.jobs.rollouts.ChunkSampler;
import dev.vireo.jobs.rollouts.Conversations;
import dev.vireo.jobs.rollouts.PromptSampler;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.EvaluatedCompletion;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.RowRange;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The stage that judges a checkpoint: {@code evaluations/step=N}. */
public final class EvaluatePolicy {

  /** No iteration has this number, so that evaluation shares no randomness with training. */
  private static final int EVALUATION = 0;

  /** The stage's name for the run's own held-out prompts. */
  public static final String STAGE = "evaluate-policy";

  private static final String COMPLETIONS = "completions";

  /** In front of a mean's name, of how many completions it was not measured. */
  private static final String MISSING = "missing/";

  /** Name of the input that is judged. */
  public static final String POLICY = "policy";

  private EvaluatePolicy() {}

  /**
   * What a stage that examines policies reads of a configuration; its inputs come to it.
   *
   * @param stage its name
   * @param rollouts how training samples
   * @param conversations how completions become conversations; empty where they do not
   */
  public static Fingerprint declared(
      String stage,
      StageContext context,
      RolloutSettings rollouts,
      RewardScorer scorer,
      EvaluationSettings settings,
      Optional<Conversations> conversations) {
    return declared(
        context, new Examination(stage, null, "", rollouts, scorer, settings, conversations, ""));
  }

  private static Fingerprint declared(StageContext context, Examination examination) {
    Map<String, Object> read = new TreeMap<>();
    read.put("sampling", examination.sampling());
    read.put("rewards", examination.scorer().identity(context.spark().hadoopConfiguration()));
    examination.conversations().ifPresent(each -> read.put("environment", each.identity()));
    return Fingerprint.of(examination.stage()).settings(read).seed(context.seed());
  }

  /**
   * Samples completions of the held-out prompts and scores them. The local engine does, whichever
   * training has: the same random numbers for every checkpoint.
   *
   * @param iteration the iteration that the policy ended; 0 for what reinforcement starts from
   */
  public static EvaluationResult run(
      StageContext context, int iteration, PolicyCheckpoint policy, Examination examination) {
    return result(
        policy.step(), completions(context, iteration, policy, examination).manifest().totals());
  }

  /** The same; gives the completions with their rewards. */
  static DatasetHandle<Evaluation> completions(
      StageContext context, int iteration, PolicyCheckpoint policy, Examination examination) {
    int step = Math.toIntExact(policy.step());
    Fingerprint fingerprint =
        declared(context, examination)
            .input("prompts", examination.promptsHash())
            .input(POLICY, policy.contentHash());
    ChunkStage<RowRange, Evaluation> stage =
        ChunkStage.<RowRange, Evaluation>of(
                context.run().partition(Datasets.EVALUATIONS, step), fingerprint)
            .progress(context.progress(), iteration)
            .judging(policy.step())
            .counting("prompts", RowRange::size)
            .showing((totals, seconds) -> examination.named(means(totals)));
    // Looked for first: the policy may have been cleaned up since.
    Optional<DatasetHandle<Evaluation>> finished = stage.skipIfFinished();
    DatasetHandle<Evaluation> evaluations =
        finished.isPresent() ? finished.get() : evaluate(context, stage, policy, examination);
    if (examination.scorer().asksJudges()) {
      new KeepHeldOutVerdicts(examination.scorer(), context.progress())
          .run(context.spark(), context.run(), iteration, step, evaluations);
    }
    return evaluations;
  }

  private static DatasetHandle<Evaluation> evaluate(
      StageContext context,
      ChunkStage<RowRange, Evaluation> stage,
      PolicyCheckpoint policy,
      Examination examination) {
    HeldOutPrompts prompts = examination.prompts();
    RolloutSettings sampling = examination.sampling();
    RewardScorer scorer = examination.scorer();
    stage = stage.on(StageResources.of(context.spark()));
    if (!scorer.isRepeatable() || !examination.isRepeatable()) {
      stage = stage.firstWriterWins();
    }
    ChunkSampler sampler =
        examination.sampler(PromptSampler.of(policy, sampling, context.seed(), EVALUATION));
    int step = Math.toIntExact(policy.step());
    List<RowRange> chunks = prompts.cut(sampling.chunkGroups());
    if (scorer.columnRewards().isEmpty()) {
      return stage.run(
          context.spark(),
          chunks,
          (index, chunk) -> evaluate(prompts.read(chunk), sampler, scorer, step));
    }
    ColumnEvaluation waves = new ColumnEvaluation(context, prompts, chunks, sampler, scorer, step);
    return stage.runInOrder(chunks, (index, chunk) -> waves.of(index));
  }

  /**
   * The mean rewards of a policy that is not at rest, such as one in training; nothing is kept.
   *
   * @param version its parameters
   * @param tokenizing a checkpoint with its tokenizer
   */
  public static EvaluationResult measure(
      StageContext context,
      ModelVersion version,
      PolicyCheckpoint tokenizing,
      Examination examination) {
    HeldOutPrompts prompts = examination.prompts();
    RewardScorer scorer = examination.scorer();
    RolloutSettings sampling = examination.sampling();
    ChunkSampler sampler =
        examination.sampler(
            PromptSampler.of(tokenizing, sampling, context.seed(), EVALUATION).withPolicy(version));
    List<RowRange> chunks = prompts.cut(sampling.chunkGroups());
    List<SortedMap<String, Double>> parts =
        scorer.columnRewards().isEmpty()
            ? context
                .spark()
                .parallelize(chunks, chunks.size())
                .map(chunk -> evaluate(prompts.read(chunk), sampler, scorer, 0).totals())
                .collect()
            : new ColumnEvaluation(context, prompts, chunks, sampler, scorer, 0).totals();
    SortedMap<String, Double> totals = new TreeMap<>();
    parts.forEach(part -> part.forEach((name, sum) -> totals.merge(name, sum, Double::sum)));
    return result(0, totals);
  }

  /** Prompts that are completed at a time: as many completions as while rollouts are collected. */
  public static int promptsInChunk(RolloutSettings rollouts, int samples) {
    return Math.max(1, rollouts.chunkGroups() * rollouts.groupSize() / samples);
  }

  private static ChunkResult<Evaluation> evaluate(
      List<Prompt> prompts, ChunkSampler sampler, RewardScorer scorer, int step) {
    List<List<Completion>> groups = sampler.sample(prompts);
    List<List<ScoredCompletion>> scores = scorer.scoreGroups(inputs(prompts, groups));
    return evaluated(prompts, groups, scores, step);
  }

  static ChunkResult<Evaluation> evaluated(
      List<Prompt> prompts,
      List<List<Completion>> groups,
      List<List<ScoredCompletion>> scores,
      int step) {
    List<Evaluation> evaluations = new ArrayList<>(prompts.size());
    Map<String, Double> totals = new TreeMap<>();
    for (int i = 0; i < prompts.size(); i++) {
      Prompt prompt = prompts.get(i);
      List<EvaluatedCompletion> evaluated = new ArrayList<>();
      for (int sample = 0; sample < groups.get(i).size(); sample++) {
        ScoredCompletion score = scores.get(i).get(sample);
        evaluated.add(evaluated(groups.get(i).get(sample), score));
        count(totals, score);
      }
      evaluations.add(
          Evaluation.newBuilder()
              .setStep(step)
              .setPromptId(prompt.getPromptId())
              .setPrompt(prompt.getPrompt())
              .setAnswer(prompt.getAnswer())
              .setCompletions(evaluated)
              .build());
    }
    return ChunkResult.of(evaluations, totals);
  }

  static List<List<RewardInput>> inputs(List<Prompt> prompts, List<List<Completion>> groups) {
    List<List<RewardInput>> inputs = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      Prompt prompt = prompts.get(i);
      inputs.add(groups.get(i).stream().map(completion -> input(prompt, completion)).toList());
    }
    return inputs;
  }

  private static RewardInput input(Prompt prompt, Completion completion) {
    return RewardInput.of(
        prompt.getPromptId(),
        prompt.getPrompt(),
        prompt.getAnswer(),
        prompt.getAttributes(),
        completion);
  }

  private static EvaluatedCompletion evaluated(Completion completion, ScoredCompletion score) {
    return EvaluatedCompletion.newBuilder()
        .setSampleIndex(completion.getSampleIndex())
        .setText(completion.getText())
        .setTokens(PolicyTokens.count(completion))
        .setFinishReason(completion.getFinishReason())
        .setReward(score.reward())
        .setValues(new TreeMap<>(score.values()))
        .build();
  }

  private static void count(Map<String, Double> totals, ScoredCompletion score) {
    totals.merge(COMPLETIONS, 1.0, Double::sum);
    count(totals, EvaluationResult.SUM, score.reward());
    score.values().forEach((name, value) -> count(totals, EvaluationResult.FUNCTION + name, value));
  }

  /** NaN means no reward, as in training: the completion counts for neither sum nor number. */
  private static void count(Map<String, Double> totals, String name, double value) {
    if (Double.isNaN(value)) {
      totals.merge(name, 0.0, Double::sum);
      totals.merge(MISSING + name, 1.0, Double::sum);
    } else {
      totals.merge(name, value, Double::sum);
    }
  }

  static EvaluationResult result(long step, Map<String, Double> totals) {
    return new EvaluationResult(step, means(totals));
  }

  private static Map<String, Double> means(Map<String, Double> totals) {
    Map<String, Double> means = new TreeMap<>();
    double completions = totals.getOrDefault(COMPLETIONS, 0.0);
    totals.forEach(
        (name, sum) -> {
          if (!name.equals(COMPLETIONS) && !name.startsWith(MISSING)) {
            double measured = completions - totals.getOrDefault(MISSING + name, 0.0);
            means.put(name, measured == 0 ? Double.NaN : sum / measured);
          }
        });
    return means;
  }
}
