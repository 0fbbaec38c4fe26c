package dev.vireo.pipelines.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.mllib.MllibSettings;
import dev.vireo.pipelines.preference.PreferenceConfig;
import dev.vireo.pipelines.study.StudyConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Expectations are worked out by hand. */
// Over 300 lines: a plan for each kind of run, worked out by hand.
final class PlannerTest {

  private static final long MEBIBYTE = 1 << 20;

  @Test
  void heapsHoldParametersMomentsAndGradientsOnTheirWay() {
    HeapMemory whole = new HeapMemory(100, true);

    // Policy; broadcast and its blocks; two gradients, three times each.
    assertThat(whole.executorStep(2).total()).isEqualTo(100 + 200 + 600);
    // Parameters, two moments, broadcast and its blocks, the sum; four arriving, with their bytes.
    assertThat(whole.driverStep(9, ExchangeChoice.DRIVER).total())
        .isEqualTo(100 + 200 + 200 + 100 + 1200);
    assertThat(whole.driverStep(1, ExchangeChoice.DRIVER).total())
        .isEqualTo(100 + 200 + 200 + 100 + 300);
    assertThat(whole.driverStep(10, ExchangeChoice.SLICES).total())
        .isEqualTo(100 + 200 + 200 + 100 + 120);
    // Policy, parameters and their copy for the tasks, moments, the sum and two gradients.
    assertThat(whole.localStep(2).total()).isEqualTo(100 + 200 + 200 + 100 + 200);
    // An adapter's executors read its model into native memory alone.
    assertThat(new HeapMemory(100, false).reading().total()).isZero();
  }

  @Test
  void processesGetRoomForGarbageAndTheAllocator() {
    Plan.Process process = ProcessSizes.process("executor", 2, 1024 * MEBIBYTE, 1024 * MEBIBYTE);

    assertThat(process.heapInUse()).isEqualTo((256 + 1024) * MEBIBYTE);
    // 1.5 * 1280 = 1920, in steps of 256.
    assertThat(process.heap()).isEqualTo(2048 * MEBIBYTE);
    assertThat(process.nativeInUse()).isEqualTo((384 + 256 + 1024) * MEBIBYTE);
    // 1.2 * 1664 = 1997.
    assertThat(process.overhead()).isEqualTo(2048 * MEBIBYTE);
    assertThat(process.resident()).isEqualTo((2048 + 1664) * MEBIBYTE);
    // Where no model works there is no libtorch.
    assertThat(ProcessSizes.process("driver", 1, 0, 0).nativeInUse()).isEqualTo(384 * MEBIBYTE);
  }

  @Test
  void tasksAreBoundedByCoresAndByWork() {
    Layout layout = new Layout("yarn", 3, 4);

    assertThat(layout.slots(100)).isEqualTo(4);
    assertThat(layout.slots(7)).isEqualTo(3);
    assertThat(layout.slots(1)).isEqualTo(1);
  }

  @Test
  void aNewModelsPlanFollowsItsSettings() {
    Plan plan = plan(new Layout("local", 1, 2), "rollouts.max-new-tokens=100");

    // 257 rows of 128; each of 3 layers 4 matrices of attention, 3 of the rest, 2 norms; 1 norm.
    long parameters = 257 * 128 + 3 * (2 * 128 * 128 + 2 * 64 * 128 + 3 * 256 * 128 + 256) + 128;
    assertThat(training(plan).model())
        .isEqualTo(new Plan.Model("llama", parameters, parameters, 257, false));
    assertThat(training(plan).lengths())
        .isEqualTo(new Lengths(20, 100, "prompts.max-prompt-tokens"));
    assertThat(plan.phases()).extracting(Plan.Phase::name).containsExactly("rollouts", "update");
    assertThat(plan.processes()).extracting(Plan.Process::name).containsExactly("vireo");
    assertThat(training(plan).traffic())
        .isEqualTo(new Plan.Traffic(4 * parameters, 16 * parameters, 1, false));
    assertThat(training(plan).disk().checkpoint()).isEqualTo(12 * parameters);
    Plan.Phase update = plan.phases().get(1);
    assertThat(update.nativeBytes()).isEqualTo(2 * update.task().total());
  }

  @Test
  void anAdapterIsAllThatTravels() {
    Plan plan = plan(new Layout("yarn", 2, 2), "policy.adapter.rank=4");

    // Of each layer [4, 128] and [128, 4] for queries, [4, 128] and [64, 4] for values.
    long trained = 3 * (4 * 128 + 128 * 4 + 4 * 128 + 64 * 4);
    assertThat(training(plan).model().trained()).isEqualTo(trained);
    assertThat(training(plan).model().adapter()).isTrue();
    assertThat(training(plan).traffic().broadcast()).isEqualTo(4 * trained);
    assertThat(training(plan).disk().checkpoint()).isEqualTo(12 * trained);
    assertThat(plan.phases().get(0).shared())
        .isEqualTo(MemoryEstimate.none().plus("model", 4 * training(plan).model().parameters()));
    assertThat(plan.processes())
        .extracting(Plan.Process::name)
        .containsExactly("driver", "executor");
    assertThat(plan.processes().get(1).count()).isEqualTo(2);
  }

  @Test
  void everythingThatTakesMemoryIsAPhase() {
    Plan plan =
        plan(
            new Layout("local", 1, 2),
            "sft=[{name: first, demonstrations: {path: d, max-tokens: 9}}]",
            "update.objective.beta=0.1");

    assertThat(plan.phases())
        .extracting(Plan.Phase::name)
        .containsExactly("fine-tuning first", "rollouts", "reference", "update");
  }

  @Test
  void judgingIsAPhaseWhereItCanBeDone() {
    String judge = "rewards=[{type: exact-match}]";
    Layout layout = new Layout("local", 1, 2);

    Plan plan =
        plan(layout, judge, "evaluation.prompts=12", "prompts.path=p", "prompts.answer-column=a");
    assertThat(plan.phases())
        .extracting(Plan.Phase::name)
        .containsExactly("rollouts", "update", "evaluation");
    Plan.Phase evaluation = plan.phases().get(2);
    assertThat(evaluation.tasks()).isEqualTo(1);
    // Keys and values of 3 layers with 2 heads of 32, for 12 times 20 and 492 tokens.
    assertThat(part(evaluation, "keys and values")).isEqualTo(2 * 3 * 2 * 32 * 4 * 12 * (20 + 492));
    assertThat(plan(layout, judge, "prompts.path=p", "prompts.eval-fraction=0").phases())
        .hasSize(2);
    assertThat(plan(layout, "rewards=[]", "prompts.path=p").phases()).hasSize(2);
  }

  @Test
  void preferencesAreScoredAndTrained() {
    Plan pairs = preferences("preferences.path=p", "preferences.max-tokens=64");
    Plan twoPairs =
        preferences(
            "preferences.path=p", "preferences.max-tokens=64", "preference.micro-batch-examples=2");
    Plan verdicts =
        preferences("unpaired.path=p", "unpaired.max-tokens=64", "preference.loss.loss=kto");

    assertThat(pairs.phases())
        .extracting(Plan.Phase::name, Plan.Phase::tasks)
        .containsExactly(tuple("reference", 4), tuple("preferences", 2));
    // Of eight examples four in each shard; four verdicts are as many sequences as two pairs.
    assertThat(verdicts.phases().get(1).task()).isEqualTo(twoPairs.phases().get(1).task());
    assertThat(pairs.phases().get(1).nativeBytes())
        .isGreaterThan(twoPairs.phases().get(1).nativeBytes());
    assertThat(preferences("preferences.path=p", "preference.loss.loss=simpo").phases())
        .extracting(Plan.Phase::name)
        .containsExactly("preferences");
  }

  @Test
  void tdpoHoldsTheReferenceBesideThePolicy() {
    Plan.Phase dpo = preferences("preferences.path=p").phases().get(1);
    Plan.Phase tdpo =
        preferences("preferences.path=p", "preference.loss.loss=tdpo1").phases().get(1);

    assertThat(dpo.shared().total()).isZero();
    assertThat(part(tdpo.shared(), "reference")).isEqualTo(part(tdpo.task(), "model"));
    assertThat(part(tdpo.task(), "reference's hidden states")).isPositive();
    assertThat(tdpo.task().total()).isGreaterThan(dpo.task().total());
  }

  private static Plan preferences(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "policy.new-model={}", "preference.batch-size=8", "preference.gradient-shards=2"));
    all.addAll(List.of(settings));
    PreferenceConfig config = new ConfigReader().read(PreferenceConfig.class, all).settings();
    return Planner.plan(config, new Layout("yarn", 1, 4), OptionalInt.empty());
  }

  @Test
  void aLinearRewardModelTakesVectorsOfItsFeatures() {
    MllibSettings config =
        new ConfigReader()
            .read(MllibSettings.class, List.of("mllib.word-features=1000000"))
            .settings();

    Plan plan = Planner.plan(config, new Layout("yarn", 2, 2), OptionalInt.empty());

    assertThat(plan.training()).isEmpty();
    assertThat(plan.phases())
        .extracting(Plan.Phase::name)
        .containsExactly("preferences", "reward model");
    Plan.Phase training = plan.phases().get(1);
    assertThat(training.tasks()).isEqualTo(1);
    assertThat(training.executorHeap().total()).isEqualTo(8L * 8 * 1_002_048);
    assertThat(training.driverHeap().total()).isEqualTo((8 + 26) * 8L * 1_002_048);
    // No model, no libtorch.
    assertThat(plan.processes().get(1).nativeInUse()).isEqualTo(384 * MEBIBYTE);
    Plan local = Planner.plan(config, new Layout("local", 1, 2), OptionalInt.empty());
    assertThat(local.phases().get(1).executorHeap().total())
        .isEqualTo((8 + 8 + 26) * 8L * 1_002_048);
  }

  /** Neither gradients nor checkpoints. */
  @Test
  void aStudyTrainsNothing() {
    StudyConfig config =
        new ConfigReader()
            .read(
                StudyConfig.class,
                List.of("policy.new-model={}", "prompts.path=p", "study.gold=exact"))
            .settings();

    Plan plan = Planner.plan(config, new Layout("local", 1, 2), OptionalInt.empty());

    assertThat(training(plan).model().trained()).isZero();
    assertThat(training(plan).disk().checkpoint()).isZero();
    assertThat(part(plan.phases().get(0), "gradients")).isZero();
    PlanReport report = new PlanReport(plan, "study.yaml", List.of());
    assertThat(report.table())
        .contains("; trained: nothing\n")
        .containsPattern("disk +on each machine [0-9.]+ GiB of model and libtorch\n")
        .doesNotContain("gradients", "checkpoint", "each step");
    assertThat(report.json()).doesNotContain("traffic");
  }

  private static long part(Plan.Phase phase, String name) {
    return part(phase.task(), name);
  }

  private static long part(MemoryEstimate estimate, String name) {
    return estimate.parts().stream()
        .filter(part -> part.name().equals(name))
        .mapToLong(MemoryEstimate.Part::bytes)
        .sum();
  }

  @Test
  void recomputingTakesLess() {
    Layout layout = new Layout("local", 1, 1);

    assertThat(plan(layout, "update.gradient-checkpointing=true").phases().get(1).nativeBytes())
        .isLessThan(plan(layout).phases().get(1).nativeBytes());
  }

  @Test
  void theLineThatSubmitsGivesWhatThePlanSays() {
    Plan plan = plan(new Layout("yarn", 3, 4));
    Plan.Process executor = plan.processes().get(1);
    List<String> line =
        SubmitLine.of(plan, "/some/it's.yaml", List.of("prompts.path=a b", "seed=3"));

    assertThat(line)
        .startsWith(
            "spark-submit --load-spark-defaults",
            "--properties-file conf/spark-defaults-yarn.conf",
            "--master yarn --deploy-mode cluster",
            "--conf spark.executor.instances=3",
            "--conf spark.executor.cores=4",
            "--conf spark.executor.memory=" + executor.heap() / MEBIBYTE + "m",
            "--conf spark.executor.memoryOverhead=" + executor.overhead() / MEBIBYTE + "m")
        .contains(
            "--conf 'spark.executorEnv.DJL_CACHE_DIR={{PWD}}/djl'",
            "--conf 'spark.yarn.appMasterEnv.DJL_CACHE_DIR={{PWD}}/djl'",
            "--class dev.vireo.pipelines.cli.Vireo",
            "--files '/some/it'\\''s.yaml'")
        .endsWith(
            "vireo-pipelines.jar run 'it'\\''s.yaml'", "--set 'prompts.path=a b'", "--set seed=3");
    assertThat(SubmitLine.of(plan, "hdfs:///vireo/run.yaml", List.of()))
        .noneMatch(piece -> piece.startsWith("--files"))
        .endsWith("vireo-pipelines.jar run hdfs:///vireo/run.yaml");
    assertThat(SubmitLine.of(plan(new Layout("k8s://h:1", 3, 4)), "conf/a.yaml", List.of()))
        .contains(
            "--master k8s://h:1 --deploy-mode cluster",
            "--conf spark.kubernetes.driverEnv.DJL_CACHE_DIR=/opt/vireo/natives")
        .endsWith("local:///opt/vireo/vireo-pipelines.jar run /vireo/a.yaml");
  }

  @Test
  void anImpossibleLayoutIsRefused() {
    assertThatThrownBy(() -> Layout.of("mesos", OptionalInt.empty(), OptionalInt.empty()))
        .isInstanceOf(InputException.class)
        .hasMessage("master is mesos; it must be local, yarn, k8s or k8s:// and an address");
    assertThatThrownBy(() -> Layout.of("local", OptionalInt.of(2), OptionalInt.empty()))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> Layout.of("yarn", OptionalInt.of(0), OptionalInt.empty()))
        .isInstanceOf(InputException.class);
  }

  @Test
  void completionsHaveRoomWhereNobodySaysHowLongPromptsAre() {
    GrpoConfig config =
        new ConfigReader()
            .read(
                GrpoConfig.class,
                List.of("policy.new-model={context-length: 32}", "rollouts.max-new-tokens=5"))
            .settings();

    Plan plan = Planner.plan(config, new Layout("local", 1, 2), OptionalInt.empty());

    assertThat(training(plan).lengths())
        .isEqualTo(new Lengths(27, 5, "assumed; set with --prompt-tokens"));
  }

  private static GrpoConfig config(String... settings) {
    List<String> all =
        new ArrayList<>(List.of("policy.new-model={}", "prompts.max-prompt-tokens=20"));
    all.addAll(List.of(settings));
    return new ConfigReader().read(GrpoConfig.class, all).settings();
  }

  private static Plan.Training training(Plan plan) {
    return plan.training().orElseThrow();
  }

  private static Plan plan(Layout layout, String... settings) {
    return Planner.plan(config(settings), layout, OptionalInt.empty());
  }
}
