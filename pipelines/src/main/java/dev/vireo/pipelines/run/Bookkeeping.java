package dev.vireo.pipelines.run;

import dev.vireo.algorithms.evaluation.Patience;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.evaluation.PublishedEvaluations;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SupersededCheckpoints;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Metrics of each iteration, and room on the disk. */
public final class Bookkeeping {

  /** What the manifests of an iteration's metrics name as their stage. */
  public static final String STAGE = "metrics";

  private final StageContext context;
  private final IteratedRun config;
  private final SupersededCheckpoints checkpoints;
  private Map<Long, PublishedEvaluations.Published> evaluations;

  /** Of a run's own directory. */
  public Bookkeeping(StageContext context, IteratedRun config) {
    this.context = context;
    this.config = config;
    this.checkpoints = new SupersededCheckpoints(context.run(), UpdatePolicy.FOLDER);
  }

  /**
   * What an iteration has made on its way to the policy.
   *
   * @param rollouts what the old policy sampled
   * @param rewards what that is worth
   * @param signal what that comes to within each group: advantages, or pairs
   */
  public record Data(
      DatasetHandle<Rollout> rollouts, DatasetHandle<Rewards> rewards, DatasetHandle<?> signal) {}

  /**
   * Writes an iteration's metrics, and cleans up checkpoints that are no longer kept.
   *
   * @param update of the policy; without steps where the iteration leaves it as it is
   * @param others metrics of the iteration besides these; asked for once, before its end
   */
  public void record(
      int iteration, Data data, Trainer.Outcome update, Supplier<Map<String, Double>> others) {
    // Times are measured, not derived: an iteration's metrics are written once and kept.
    Fingerprint fingerprint =
        Fingerprint.of(STAGE)
            .input("rewards", data.rewards().contentHash())
            .input(data.signal().partition().type().name(), data.signal().contentHash())
            .input("policy", update.checkpoint().contentHash());
    ChunkStage<Integer, Metric> stage =
        ChunkStage.of(context.run().partition(Datasets.METRICS, iteration), fingerprint);
    Optional<DatasetHandle<Metric>> finished = stage.skipIfFinished();
    long step = update.checkpoint().step();
    if (finished.isPresent()) {
      context.progress().iterationDone(iteration, step, () -> latest(finished.get().readAll()));
    } else {
      Map<String, Double> ofRollouts = ofRollouts(data);
      ofRollouts.putAll(others.get());
      List<Metric> rows = rows(iteration, ofRollouts, update);
      stage.runOnDriver(List.of(iteration), (index, chunk) -> ChunkResult.of(rows));
      context.progress().iterationEnded(iteration, step, latest(rows));
    }
    clean(update.checkpoint());
  }

  /**
   * Cleans up checkpoints that are no longer kept.
   *
   * @param latest checkpoints after it are not looked at
   */
  public void clean(PolicyCheckpoint latest) {
    int keep = config.keptCheckpoints();
    if (keep == 0) {
      return;
    }
    checkpoints
        .ofIterations(keep, config.stepsPerIteration(), latest.step(), kept(latest))
        .forEach(superseded -> context.run().delete(superseded.path()));
  }

  /** Steps of the best policy, and of the one that the next iteration is held against. */
  private Set<Long> kept(PolicyCheckpoint latest) {
    Set<Long> kept = new HashSet<>();
    best(latest).map(EvaluationResult::step).ifPresent(kept::add);
    kept.add(config.referenceStep(latest.step()));
    return kept;
  }

  /** Records a policy's scores, and cleans up the one that was the best before. */
  public void judged(PolicyCheckpoint policy, EvaluationResult result) {
    evaluations()
        .put(policy.step(), new PublishedEvaluations.Published(policy.contentHash(), result));
    clean(policy);
  }

  /** Read once: what comes after is this process's own. */
  private Map<Long, PublishedEvaluations.Published> evaluations() {
    if (evaluations == null) {
      evaluations = new TreeMap<>();
      PublishedEvaluations.of(context.run())
          .forEach(each -> evaluations.put(each.result().step(), each));
    }
    return evaluations;
  }

  /** The evaluation of the best policy up to one that is there. */
  public Optional<EvaluationResult> best(PolicyCheckpoint latest) {
    CheckpointStore store = new CheckpointStore(context.run(), latest.under());
    return BestPolicy.evaluation(
        evaluations().values(),
        config.evaluation().decisiveMean(),
        latest.step(),
        (step, hash) -> step == 0 || isThere(store, step, hash));
  }

  /**
   * Whether evaluations have not become better for as long as the settings wait. It follows from
   * what is published, so a resumed run ends where it would have.
   *
   * @param iteration evaluations after it are not looked at
   */
  public boolean isOver(int iteration) {
    int every = config.evaluation().every();
    if (config.evaluation().patience() == 0 || every == 0 || iteration % every != 0) {
      return false;
    }
    String mean = config.evaluation().decisiveMean();
    List<Double> values = new ArrayList<>();
    for (int each = 0; each <= iteration; each += every) {
      PublishedEvaluations.Published published = evaluations().get(config.stepAfter(each));
      if (published != null && published.result().means().containsKey(mean)) {
        values.add(published.result().means().get(mean));
      }
    }
    return Patience.isOver(values, config.evaluation().patience());
  }

  private static boolean isThere(CheckpointStore store, long step, String hash) {
    return store
        .find(UpdatePolicy.folder(step))
        .filter(policy -> !CheckpointStore.isCleaned(policy.folder()))
        .filter(policy -> policy.contentHash().equals(hash))
        .isPresent();
  }

  /** An iteration's metrics as they were published; none if it has not ended. */
  public Map<String, Double> metrics(int iteration) {
    return context
        .run()
        .partition(Datasets.METRICS, iteration)
        .published()
        .map(metrics -> latest(metrics.readAll()))
        .orElse(Map.of());
  }

  /** Of values of several steps the last. */
  private static Map<String, Double> latest(List<Metric> rows) {
    Map<String, Double> latest = new TreeMap<>();
    rows.forEach(row -> latest.put(row.getName(), row.getValue()));
    return latest;
  }

  private Map<String, Double> ofRollouts(Data data) {
    Map<String, Double> metrics = ofRollouts(data.rollouts());
    Map<String, Double> means = RewardMeans.of(data.rewards().manifest().totals());
    metrics.putAll(means);
    if (config.evaluation().accuracy() != null) {
      // What evaluations go by is what is wanted, which is not always what is rewarded.
      Double target = means.get("rewards/" + config.evaluation().accuracy() + "/mean");
      if (target != null) {
        metrics.put("signals/target_reward", target);
      }
    }
    return metrics;
  }

  /** What rollouts alone say. */
  public static Map<String, Double> ofRollouts(DatasetHandle<Rollout> rollouts) {
    Map<String, Double> metrics = new TreeMap<>();
    double completions = rollouts.total(CollectRollouts.COMPLETIONS);
    double tokens = rollouts.total(CollectRollouts.TOKENS);
    metrics.put("num_tokens", tokens);
    metrics.put("completions/mean_length", tokens / completions);
    metrics.put(
        "completions/clipped_ratio", 1 - rollouts.total(CollectRollouts.STOPPED) / completions);
    Double turns = rollouts.manifest().totals().get(CollectRollouts.TURNS);
    if (turns != null) {
      metrics.put("turns/mean", turns / completions);
    }
    return metrics;
  }

  /**
   * How far the log-probabilities of training are from the sampler's: at the first step the policy
   * is still the one that sampled, so that they would be the same.
   */
  private static Map<String, Double> drift(Map<String, Double> firstStep) {
    Map<String, Double> drift = new TreeMap<>();
    for (String statistic : List.of("/mean", "/max")) {
      Double difference = firstStep.get("logp_difference" + statistic);
      if (difference != null) {
        drift.put("sampling/sampling_logp_difference" + statistic, difference);
      }
    }
    return drift;
  }

  private List<Metric> rows(int iteration, Map<String, Double> ofRollouts, Trainer.Outcome update) {
    List<Metric> rows = new ArrayList<>();
    int steps = update.log().stageSteps();
    // Where the policy stays as it is, what was measured belongs to the step that it is at.
    int first = Math.toIntExact(update.checkpoint().step()) - Math.max(1, steps) + 1;
    ofRollouts.forEach((name, value) -> rows.add(new Metric(iteration, first, name, value)));
    update.log().metrics().stream()
        // An earlier policy's rollouts differ from the policy by what it has learned since.
        .limit(config.isOnPolicy(iteration) ? 1 : 0)
        .flatMap(step -> drift(step).entrySet().stream())
        .forEach(each -> rows.add(new Metric(iteration, first, each.getKey(), each.getValue())));
    for (int i = 0; i < steps; i++) {
      int step = first + i;
      update
          .log()
          .metrics()
          .get(i)
          .forEach((name, value) -> rows.add(new Metric(iteration, step, name, value)));
      // Steps before a restart were timed by a process that is gone.
      int timed = i - (steps - update.seconds().size());
      if (timed >= 0) {
        rows.add(new Metric(iteration, step, "step_time", update.seconds().get(timed)));
      }
    }
    return rows;
  }
}
