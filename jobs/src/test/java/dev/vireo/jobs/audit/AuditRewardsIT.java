package dev.vireo.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.jobs.audit.PlantedRun.Bias;
import dev.vireo.jobs.audit.PlantedRun.Group;
import dev.vireo.jobs.audit.PlantedRun.Looks;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.audit.AuditFile;
import dev.vireo.store.audit.AuditedReward;
import dev.vireo.store.audit.FeatureEffect;
import dev.vireo.store.audit.RewardAudit;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditRewardsIT {

  private static final double PER_TOKEN = 0.0012;
  private static final double PER_EMOJI = 0.3;

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private RunDirectory publish(String name, long seed, Bias bias) {
    RunDirectory run = RunDirectory.at(folder.resolve(name));
    PlantedRun planted = new PlantedRun(seed, 50, 8);
    for (int iteration = 1; iteration <= 2; iteration++) {
      PlantedRun.publish(run, iteration, planted.groups(iteration, bias), List.of("judge"));
    }
    return run;
  }

  private static RewardAudit audit(RunDirectory run, int first, int last) {
    return AuditRewards.run(context(spark, run), first, last).orElseThrow();
  }

  private static StageContext context(SparkSession session, RunDirectory run) {
    return new StageContext(session, run, 1, Progress.NONE);
  }

  private static FeatureEffect effect(AuditedReward reward, TextFeature feature) {
    return reward.features().get(feature.ordinal());
  }

  @Test
  void plantedBiasIsRecoveredWithinItsInterval() {
    RunDirectory run =
        publish("planted", 4, look -> PER_TOKEN * look.tokens() + PER_EMOJI * look.emoji());

    RewardAudit audit = audit(run, 1, 2);

    assertThat(audit.iterations()).containsExactly(1, 2);
    assertThat(audit.completions()).isEqualTo(800);
    assertThat(audit.groups()).isEqualTo(100);
    assertThat(audit.prompts()).isEqualTo(50);
    // One reward function is the total.
    assertThat(audit.rewards()).extracting(AuditedReward::name).containsExactly("reward");
    AuditedReward reward = audit.rewards().get(0);
    FeatureEffect tokens = effect(reward, TextFeature.TOKENS);
    FeatureEffect emoji = effect(reward, TextFeature.EMOJI);
    assertThat(tokens.within().lower()).isPositive().isLessThan(PER_TOKEN);
    assertThat(tokens.within().upper()).isGreaterThan(PER_TOKEN);
    assertThat(tokens.withinTogether().lower()).isPositive().isLessThan(PER_TOKEN);
    assertThat(emoji.within().lower()).isPositive().isLessThan(PER_EMOJI);
    assertThat(emoji.within().upper()).isGreaterThan(PER_EMOJI);
    assertThat(emoji.within().adjustedP()).isLessThan(1e-4);
    assertThat(emoji.wins().lower()).isGreaterThan(0.5);
    assertThat(emoji.auc().share()).isBetween(0.5, emoji.wins().share());
    assertThat(effect(reward, TextFeature.BOLD).within().adjustedP()).isGreaterThan(0.05);
    // The best of more has more of it.
    assertThat(emoji.bestOf()).extracting(FeatureEffect.BestOf::n).containsExactly(1, 2, 4, 8);
    assertThat(emoji.bestOf().get(3).share()).isGreaterThan(emoji.bestOf().get(0).share() + 0.1);
    assertThat(reward.lengths()).hasSizeBetween(9, 10);
    assertThat(reward.lengths().stream().mapToLong(AuditedReward.LengthBin::completions).sum())
        .isEqualTo(800);
    assertThat(audit.features().get(TextFeature.EMOJI.ordinal()).iterations()).hasSize(2);
  }

  @Test
  void mllibSolvesAsTheNormalEquationsDo() {
    RunDirectory run = publish("solved", 9, look -> PER_TOKEN * look.tokens());
    AuditedReward reward = audit(run, 1, 1).rewards().get(0);
    AuditSums sums = new AuditSums(1);
    new PlantedRun(9, 50, 8)
        .groups(1, look -> PER_TOKEN * look.tokens())
        .forEach(group -> sums.add(1, group.features()));
    FittedEffects expected = FittedEffects.within(sums.reward(0), FalseAlarmsTest::solve);

    for (int feature : expected.together()) {
      FeatureEffect effect = reward.features().get(feature);
      assertThat(effect.within().estimate())
          .isCloseTo(expected.alone()[feature], within(1e-9 * Math.abs(expected.alone()[feature])));
      assertThat(effect.withinTogether().estimate())
          .isCloseTo(expected.held()[feature], within(1e-7 * Math.abs(expected.held()[feature])));
    }
  }

  /** How often it is otherwise, {@code FalseAlarmsTest} holds for many seeds, without Spark. */
  @Test
  void whereNothingIsPlantedNothingIsReported() {
    RewardAudit audit = audit(publish("null", 21, look -> 0), 1, 2);

    assertThat(audit.rewards().get(0).features())
        .noneMatch(each -> each.within().adjustedP() < audit.level());
  }

  @Test
  void theSameBitsOnOneCoreAndAgainIsSkipped() throws IOException {
    RunDirectory two = publish("two", 4, look -> 0.1 * look.emoji());
    RunDirectory one = publish("one", 4, look -> 0.1 * look.emoji());
    audit(two, 1, 2);
    stop();
    try (SparkSession single = TestSpark.session("local[1]")) {
      AuditRewards.run(context(single, one), 1, 2);
    }
    start();

    String folder = AuditFile.folder(1, 2);
    PublishedFolder published = PublishedFolder.find(two, folder).orElseThrow();
    assertThat(PublishedFolder.find(one, folder).orElseThrow().contentHash())
        .isEqualTo(published.contentHash());
    // Nobody reads completions again: they may even be gone.
    two.partition(Datasets.ROLLOUTS, 1).markCleaned();
    two.delete("rollouts/iteration=1");
    assertThat(audit(two, 1, 2)).isEqualTo(AuditFile.read(one, folder).orElseThrow());
    assertThat(AuditRewards.deleteOutdated(context(spark, two), 1, 2)).isFalse();
  }

  @Test
  void cleanedIterationsAreLeftOut() {
    RunDirectory run = publish("cleaned", 4, look -> 0);
    run.partition(Datasets.ROLLOUTS, 1).markCleaned();
    run.delete("rollouts/iteration=1");

    RewardAudit audit = audit(run, 1, 2);

    assertThat(audit.iterations()).containsExactly(2);
    assertThat(audit.left()).containsExactly(1);
    assertThat(AuditRewards.run(context(spark, run), 1, 1)).isEmpty();
  }

  @Test
  void anAuditOfOtherRewardsIsNotTaken() {
    RunDirectory run = publish("changed", 4, look -> 0);
    audit(run, 1, 2);
    run.delete("rewards");
    run.delete("manifests/rewards");
    run.delete("rollouts");
    run.delete("manifests/rollouts");
    publish("changed", 5, look -> 0);

    assertThatThrownBy(() -> audit(run, 1, 2)).isInstanceOf(InputException.class);
    assertThat(AuditRewards.deleteOutdated(context(spark, run), 1, 2)).isTrue();
    assertThat(audit(run, 1, 2).completions()).isEqualTo(800);
  }

  @Test
  void whatCannotBeMeasuredSaysWhy() {
    RunDirectory run = RunDirectory.at(folder.resolve("odd"));
    List<Looks> looks = List.of(new Looks(3, 0, false), new Looks(9, 1, true));
    double none = Double.NaN;
    PlantedRun.publish(run, 1, groups(looks, 1, 1), List.of("a", "b"));
    PlantedRun.publish(run, 2, groups(looks, none, none), List.of("a", "b"));
    PlantedRun.publish(run, 3, groups(looks.subList(1, 2), 0.4), List.of("a", "b"));
    PlantedRun.publish(run, 4, groups(looks, none, 0.2), List.of("a", "b"));

    assertThat(missing(audit(run, 1, 1))).isEqualTo("the rewards of a group never differ");
    assertThat(missing(audit(run, 2, 2))).isEqualTo("no completion has this reward");
    assertThat(missing(audit(run, 3, 3)))
        .isEqualTo("no group has two completions with this reward");
    assertThat(missing(audit(run, 4, 4)))
        .isEqualTo("no group has two completions with this reward");
    // With several functions each is looked at.
    assertThat(audit(run, 1, 1).rewards())
        .extracting(AuditedReward::name)
        .containsExactly("reward", "rewards/a", "rewards/b");
    assertThatThrownBy(() -> audit(run, 1, 5))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no finished rewards of iteration 5");
  }

  private static List<Group> groups(List<Looks> looks, double... rewards) {
    return Arrays.stream(new int[] {0, 1, 2, 3, 4, 5, 6})
        .mapToObj(prompt -> new Group(1, "p" + prompt, looks, rewards))
        .toList();
  }

  private static String missing(RewardAudit audit) {
    return effect(audit.rewards().get(0), TextFeature.TOKENS).within().missing();
  }
}
