package dev.vireo.jobs.audit;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.evaluation.HolmCorrection;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.audit.AuditFile;
import dev.vireo.store.audit.AuditedReward;
import dev.vireo.store.audit.FeatureEffect;
import dev.vireo.store.audit.RewardAudit;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The stage that audits rewards: which features of a text they reward, by how much, and how far
 * that can be trusted.
 */
public final class AuditRewards {

  /** The chance, at most, of reporting any effect within groups where there is none. */
  static final double LEVEL = 0.05;

  private final StageContext context;
  private final RunDirectory run;
  private final int first;
  private final int last;

  private AuditRewards(StageContext context, int first, int last) {
    this.context = context;
    this.run = context.run();
    this.first = first;
    this.last = last;
  }

  /**
   * Audits the rewards of some iterations, unless that is done.
   *
   * @param first the first iteration
   * @param last the last one
   * @return what is published now in {@link AuditFile#folder}; empty if all completions were
   *     cleaned up before, so that nothing is left to audit
   * @throws InputException if an iteration has no finished rewards, or an audit of other rewards is
   *     published there
   */
  public static Optional<RewardAudit> run(StageContext context, int first, int last) {
    return new AuditRewards(context, first, last).run();
  }

  /**
   * Deletes an audit of these iterations that was made of other rewards. No stage reads one, so
   * whoever asks for an audit may replace it.
   *
   * @return whether there was one
   */
  public static boolean deleteOutdated(StageContext context, int first, int last) {
    AuditRewards stage = new AuditRewards(context, first, last);
    String folder = AuditFile.folder(first, last);
    Optional<Manifest> there = PublishedFolder.manifest(context.run(), folder);
    boolean outdated = there.isPresent() && !stage.isOf(there.get());
    if (outdated) {
      context.run().delete(folder);
    }
    return outdated;
  }

  private Optional<RewardAudit> run() {
    String folder = AuditFile.folder(first, last);
    takeOver(folder);
    List<AuditedIteration> all = iterations();
    Optional<RewardAudit> finished =
        PublishedFolder.manifest(run, folder)
            .filter(this::isOf)
            .flatMap(manifest -> AuditFile.read(run, folder));
    StageProgress stage =
        StageProgress.start(context.progress(), AuditFile.STAGE, last, all.size(), "iterations");
    if (finished.isPresent()) {
      stage.skip(Map.of());
      return finished;
    }
    try {
      run.requireOwnWork(AuditFile.STAGE);
      List<AuditedIteration> left = all.stream().filter(each -> !isCleaned(each)).toList();
      Optional<RewardAudit> audit =
          left.isEmpty() ? Optional.empty() : Optional.of(audit(all, left));
      audit.ifPresent(made -> AuditFile.publish(run, folder, fingerprint(left), made));
      stage.finish(Map.of());
      return audit;
    } catch (RuntimeException e) {
      stage.fail();
      throw e;
    }
  }

  /** In a fork: takes over the audit of the other run, where it is of the same rewards. */
  private void takeOver(String folder) {
    Optional<RunDirectory> origin = run.origin();
    if (origin.isPresent()
        && PublishedFolder.manifest(run, folder).isEmpty()
        && PublishedFolder.find(origin.get(), folder)
            .filter(there -> isOf(there.manifest()))
            .isPresent()) {
      RunFolders.copy(origin.get(), run, folder);
    }
  }

  /** The iterations of the range. */
  private List<AuditedIteration> iterations() {
    return IntStream.rangeClosed(first, last).mapToObj(this::iteration).toList();
  }

  private AuditedIteration iteration(int number) {
    Optional<DatasetHandle<Rollout>> rollouts =
        run.partition(Datasets.ROLLOUTS, number).published();
    Optional<DatasetHandle<Rewards>> rewards = run.partition(Datasets.REWARDS, number).published();
    if (rollouts.isEmpty() || rewards.isEmpty()) {
      throw new InputException(
          "There are no finished rewards of iteration %d in %s: run score-rewards first, or choose others with --iterations"
              .formatted(number, run));
    }
    return new AuditedIteration(number, rollouts.get(), rewards.get());
  }

  private boolean isCleaned(AuditedIteration iteration) {
    return Partition.isCleaned(run, iteration.rollouts().partition().path());
  }

  private static Fingerprint fingerprint(List<AuditedIteration> iterations) {
    List<Integer> numbers = iterations.stream().map(AuditedIteration::iteration).toList();
    StringBuilder hashes = new StringBuilder();
    iterations.forEach(each -> hashes.append(each.rewards().contentHash()).append('\n'));
    return Fingerprint.of(AuditFile.STAGE)
        .input("rewards", CanonicalJson.hash(hashes.toString()))
        .settings(Map.of("iterations", numbers));
  }

  /**
   * Whether an audit is of these rewards. It may be of more iterations than can be read now, since
   * completions that were cleaned up later are in it all the same.
   */
  private boolean isOf(Manifest published) {
    Set<Integer> listed = new TreeSet<>();
    CanonicalJson.parse(published.fingerprint().settings())
        .path("iterations")
        .forEach(each -> listed.add(each.asInt()));
    List<AuditedIteration> all = iterations();
    List<AuditedIteration> audited =
        all.stream().filter(each -> listed.contains(each.iteration())).toList();
    return all.stream().allMatch(each -> audited.contains(each) || isCleaned(each))
        && published.fingerprint().equals(fingerprint(audited));
  }

  private RewardAudit audit(List<AuditedIteration> all, List<AuditedIteration> left) {
    List<String> names = left.get(0).names();
    try (AuditWork work = new AuditWork(context.session(), left, names)) {
      AuditSums sums = work.sums();
      List<List<FittedEffects>> models = models(sums, 1 + names.size());
      List<ScoreTotals> totals = work.totals(new PromptScores(models));
      List<AuditedReward> rewards = new ArrayList<>();
      for (int r = 0; r < models.size(); r++) {
        String name = r == 0 ? "reward" : "rewards/" + names.get(r - 1);
        rewards.add(new FeatureEffects(sums.reward(r), models.get(r), totals.get(r)).of(name));
      }
      return new RewardAudit(
          left.stream().map(AuditedIteration::iteration).toList(),
          all.stream().filter(this::isCleaned).map(AuditedIteration::iteration).toList(),
          sums.completions(),
          sums.groups(),
          totals.get(0).prompts(),
          LEVEL,
          sums.use(),
          adjusted(rewards));
    }
  }

  private List<List<FittedEffects>> models(AuditSums sums, int rewards) {
    LeastSquares squares = new MllibLeastSquares(context.session());
    return IntStream.range(0, rewards)
        .mapToObj(sums::reward)
        .map(
            reward ->
                List.of(
                    FittedEffects.within(reward, squares), FittedEffects.pooled(reward, squares)))
        .toList();
  }

  /** Allows for all effects within groups, of all rewards, as one family. */
  private static List<AuditedReward> adjusted(List<AuditedReward> rewards) {
    double[] adjusted =
        HolmCorrection.adjust(
            rewards.stream()
                .flatMap(reward -> reward.features().stream())
                .mapToDouble(effect -> effect.within().p())
                .toArray());
    List<AuditedReward> all = new ArrayList<>();
    int next = 0;
    for (AuditedReward reward : rewards) {
      List<FeatureEffect> effects = new ArrayList<>();
      for (FeatureEffect effect : reward.features()) {
        effects.add(effect.adjusted(adjusted[next++]));
      }
      all.add(reward.with(effects));
    }
    return all;
  }
}
