package dev.vireo.pipelines.study;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.continuations.SearchCompletions;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.rollouts.Conversations;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.study.AcceptCompletions;
import dev.vireo.jobs.study.CheckpointSamples;
import dev.vireo.jobs.study.CompareChoices;
import dev.vireo.jobs.study.RefinedAnswers;
import dev.vireo.jobs.study.SearchedGroups;
import dev.vireo.jobs.study.StudySettings;
import dev.vireo.jobs.study.StudySplit;
import dev.vireo.jobs.study.SummarizeStudy;
import dev.vireo.pipelines.run.IterationPrompts;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.RunConversations;
import dev.vireo.pipelines.run.RunRewards;
import dev.vireo.pipelines.run.RunRollouts;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.AcceptedCompletion;
import dev.vireo.schemas.BestOfNCurve;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.RowRange;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.study.ChoicePoint;
import dev.vireo.store.study.StudyFile;
import dev.vireo.store.study.StudyReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The stages of a study, with what they share. */
final class StudyStages {

  /** The iteration under which the study's own policy is sampled; a checkpoint's follow it. */
  private static final int SAMPLED = 1;

  private final StageContext context;
  private final StudyConfig config;
  private final StudySettings study;
  private final Preparation preparation;
  private final RunRewards rewards;
  private final StudyRefinement refinement;
  private ScoreRewards scoring;
  private RolloutSettings rollouts;
  private Optional<Conversations> conversations;

  StudyStages(StageContext whole, StudyConfig config) {
    this.context =
        new StageContext(
            whole.session(), whole.run(), whole.seed(), new StudyProgress(whole.progress()));
    this.config = config;
    this.study = config.study();
    this.preparation = new Preparation(context, config);
    this.rewards = new RunRewards(context, config);
    this.refinement = new StudyRefinement(context, config, preparation);
  }

  Preparation preparation() {
    return preparation;
  }

  RunRewards rewards() {
    return rewards;
  }

  /** The number under which a policy's completions are stored: 1 and its optimizer steps. */
  private static int iteration(PolicyCheckpoint policy) {
    return SAMPLED + Math.toIntExact(policy.step());
  }

  /** The policy that is sampled. */
  PolicyCheckpoint policy() {
    return preparation.base();
  }

  /** Completions of a policy; a trained one gives as many as the settings say. */
  DatasetHandle<Rollout> collectRollouts(PolicyCheckpoint policy) {
    Prompts prompts = preparation.prompts();
    return CollectRollouts.run(
        context,
        iteration(policy),
        chosen(prompts),
        identity(prompts),
        policy,
        policy.step() == 0 ? rollouts() : rollouts().withGroupSize(study.trained().samples()),
        conversations());
  }

  /** Made once: an environment may have to load files. */
  private Optional<Conversations> conversations() {
    conversations = conversations == null ? RunConversations.of(config) : conversations;
    return conversations;
  }

  /** Rewards of a policy's completions. */
  DatasetHandle<Rewards> scoreRewards(PolicyCheckpoint policy, DatasetHandle<Rollout> rollouts) {
    return scoring()
        .run(context.session(), context.run(), iteration(policy), rollouts, context.progress());
  }

  /** What choices among the policy's completions are worth. */
  DatasetHandle<BestOfNCurve> compareChoices(
      DatasetHandle<Rollout> rollouts, DatasetHandle<Rewards> rewards) {
    return CompareChoices.run(context, SAMPLED, rollouts, rewards, study);
  }

  /** The completions that become demonstrations, if that is asked for. */
  Optional<DatasetHandle<AcceptedCompletion>> acceptCompletions(
      DatasetHandle<Rollout> rollouts, DatasetHandle<Rewards> rewards) {
    return study.accept() == null
        ? Optional.empty()
        : Optional.of(AcceptCompletions.run(context, rollouts, rewards, study));
  }

  /** What searches over steps find, one for each number of beams. */
  List<SearchedGroups> search() {
    return study.search() == null
        ? List.of()
        : study.search().beams().stream().sorted().map(this::search).toList();
  }

  private SearchedGroups search(int beams) {
    Prompts prompts = preparation.prompts();
    DatasetHandle<Rollout> found =
        searching().run(context, beams, chosen(prompts), identity(prompts), policy());
    DatasetHandle<Rewards> scores =
        scoring()
            .run(
                context.session(),
                context.run(),
                SearchCompletions.folder(context.run(), beams),
                SearchCompletions.ITERATION,
                found,
                context.progress());
    return new SearchedGroups(beams, found.total(SearchCompletions.SPENT), found, scores);
  }

  /** What the policy makes of its own answers; empty if that is not asked for. */
  Optional<RefinedAnswers> refine(DatasetHandle<Rollout> rollouts, DatasetHandle<Rewards> rewards) {
    return refinement.run(rollouts, rewards, this::rollouts, this::scoring);
  }

  StudyRefinement refinement() {
    return refinement;
  }

  private SearchCompletions searching() {
    RewardSettings guide =
        rewards.settings().stream()
            .filter(reward -> reward.name().equals(study.search().guide()))
            .findFirst()
            .orElseThrow();
    return SearchCompletions.of(study.search(), rollouts(), guide);
  }

  /** What searching with so many beams reads of the configuration. */
  Fingerprint declaredSearch(int beams) {
    return searching()
        .declared(context.session().sparkContext().hadoopConfiguration(), beams, context.seed());
  }

  /** What a policy that was trained on the proxy completes, and how far it is from the start. */
  CheckpointSamples sample(PolicyCheckpoint trained) {
    DatasetHandle<Rollout> rollouts = collectRollouts(trained);
    DatasetHandle<Rewards> rewards = scoreRewards(trained, rollouts);
    DatasetHandle<Logprobs> logprobs =
        ScoreLogprobs.run(
            context, iteration(trained), rollouts, policy(), config.rollouts().temperature());
    return new CheckpointSamples(trained.step(), rollouts, rewards, logprobs);
  }

  /** The report. */
  StudyReport summarize(
      DatasetHandle<BestOfNCurve> curves,
      List<SearchedGroups> searches,
      Optional<RefinedAnswers> refined,
      List<CheckpointSamples> trained) {
    return SummarizeStudy.run(context, curves, searches, refined, trained, study);
  }

  /** What scoring reads of the configuration. */
  Fingerprint declaredScores() {
    return scoring().declared(context.session());
  }

  private ScoreRewards scoring() {
    if (scoring == null) {
      scoring = ScoreRewards.of(rewards.settings(), () -> TokenTexts.of(preparation.base()));
    }
    return scoring;
  }

  /** Asked for once: it reads the tokenizer, and may have something to say. */
  private RolloutSettings rollouts() {
    rollouts = rollouts == null ? RunRollouts.of(config, context.progress()) : rollouts;
    return rollouts;
  }

  /** What sampling reads of the configuration. */
  Fingerprint declaredRollouts() {
    return CollectRollouts.declared(
        RunRollouts.of(config, Progress.NONE), conversations(), context.seed());
  }

  private List<Prompt> chosen(Prompts prompts) {
    int count = count(prompts);
    return study.split() == StudySplit.EVAL
        ? prompts.eval(count).read(new RowRange(0, count))
        : IterationPrompts.of(prompts, 1, count, context.seed());
  }

  private String identity(Prompts prompts) {
    return study.split() == StudySplit.EVAL
        ? prompts.eval().contentHash() + "/" + count(prompts)
        : IterationPrompts.identity(prompts, count(prompts));
  }

  private int count(Prompts prompts) {
    boolean eval = study.split() == StudySplit.EVAL;
    int there = eval ? prompts.evalCount() : prompts.trainCount();
    if (there == 0 || study.prompts() > there) {
      throw new InputException(tooFew(study, there));
    }
    return study.prompts() == 0 ? there : study.prompts();
  }

  /** What to do where there are no prompts, or fewer than a study asks for. */
  static String tooFew(StudySettings study, int there) {
    boolean eval = study.split() == StudySplit.EVAL;
    String cure =
        eval ? "hold out more by prompts.eval-fraction or prompts.split-column" : "give more";
    if (there > 0) {
      cure = "lower study.prompts, or " + cure;
    } else if (eval) {
      cure =
          "raise prompts.eval-fraction, or say eval of some in prompts.split-column, or set study.split: train";
    }
    return "The study needs %s prompts, but %d are %s: %s"
        .formatted(
            study.prompts() == 0 ? "some" : Integer.toString(study.prompts()),
            there,
            eval ? "held out" : "for training",
            cure);
  }

  /** The checkpoints of the other run, in the order of their steps. */
  List<PolicyCheckpoint> checkpoints() {
    return study.trained() == null
        ? List.of()
        : TrainedCheckpoints.of(
            study.trained(), context.session().sparkContext().hadoopConfiguration());
  }

  /** What a run has come to. */
  StageResult result(StudyReport report) {
    ChoicePoint one = report.choices().get(0);
    ChoicePoint all = report.choices().get(report.choices().size() - 1);
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("prompts", (double) report.prompts());
    metrics.put("gold/one", one.gold().value());
    metrics.put("gold/best_of_n", all.gold().value());
    metrics.put("proxy/one", one.proxy().value());
    metrics.put("proxy/best_of_n", all.proxy().value());
    return new StageResult(context.run().uri(StudyFile.FOLDER), metrics);
  }
}
