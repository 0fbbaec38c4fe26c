package dev.vireo.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.rollouts.Conversations;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.online.OnlinePreferenceConfig;
import dev.vireo.pipelines.ppo.PpoConfig;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told whose settings are not those that finished work was made with. */
final class RunChangesTest {

  private static final List<String> COMMON =
      List.of(
          "prompts.path=p.jsonl",
          "prompts.answer-column=answer",
          "policy.new-model={}",
          "rewards=[{type: exact-match, name: exact}]");

  private static final String CALCULATOR = "environment={type: calculator, max-turns: 2}";

  private static final String TORCH = "training-engine=torch";
  private static final String UPDATED = "checkpoints/step-000001";

  @TempDir private Path folder;

  @Test
  void anEnvironmentThatIsGoneIsAllThatIsNamed() {
    ResolvedConfig<GrpoConfig> with = read(GrpoConfig.class, CALCULATOR);
    publish(with, CollectRollouts.declared(with.settings().rollouts(), conversations(with), 17));

    assertThat(refused(read(GrpoConfig.class)))
        .containsExactly(
            "environment {\"max-turns\":2,\"options\":{},\"type\":\"calculator\"} -> null: would"
                + " redo collect-rollouts of iteration 1");
    assertThat(refused(read(GrpoConfig.class, CALCULATOR, "environment.max-turns=3")))
        .containsExactly(
            "environment.max-turns 2 -> 3: would redo collect-rollouts of iteration 1");
  }

  @Test
  void anotherAlgorithmIsAllThatIsNamed() {
    ResolvedConfig<OnlinePreferenceConfig> xpo =
        read(OnlinePreferenceConfig.class, "algorithm=xpo", "xpo.alpha=0.1");
    publish(
        xpo,
        CollectRollouts.declaredAgainst(
            xpo.settings().rollouts(), null, conversations(xpo), xpo.settings().seed()));

    assertThat(refused(read(OnlinePreferenceConfig.class)))
        .containsExactly(
            "algorithm \"xpo\" -> \"dpo\": would redo collect-rollouts of iteration 1");
  }

  @Test
  void workersDoNotGoOnWithWhatTheLocalEngineTrained() {
    ResolvedConfig<PpoConfig> local = read(PpoConfig.class);
    publish(local, UPDATED, UpdatePolicy.declared(local.settings().update(), 17));

    assertThat(refused(read(PpoConfig.class, TORCH)))
        .containsExactly("training-engine \"local\" -> \"torch\": would redo update-policy");
  }

  @Test
  void nobodyElseGoesOnWithWhatWorkersTrained() {
    ResolvedConfig<PpoConfig> one = read(PpoConfig.class, TORCH);
    Fingerprint update = UpdatePolicy.declared(one.settings().update(), 17);
    publish(one, UPDATED, one.settings().workers().orElseThrow().in(update));

    assertThat(refused(read(PpoConfig.class, TORCH, "torch.processes=2")))
        .containsExactly("torch.processes 1 -> 2: would redo update-policy");
    assertThat(refused(read(PpoConfig.class)))
        .containsExactly("training-engine \"torch\" -> \"local\": would redo update-policy");
  }

  @Test
  void aRunOfAnotherPipelineIsLeftAlone() {
    ResolvedConfig<PpoConfig> ppo = read(PpoConfig.class);
    ResolvedConfig<OnlinePreferenceConfig> online = read(OnlinePreferenceConfig.class);
    RunDirectory run = RunDirectory.at(folder);
    RunRecords.requireSamePipeline(run, online);
    RunRecords.of(ppo).write(run);
    // No dataset has been finished.
    RunRecords.requireSamePipeline(run, online);
    run.publisher().publish("manifests/prompts.json", out -> out.write('{'));

    RunRecords.requireSamePipeline(run, read(PpoConfig.class, "iterations=3"));
    assertThatThrownBy(() -> RunRecords.requireSamePipeline(run, online))
        .isInstanceOf(InputException.class)
        .hasMessage(
            run
                + " holds a run of the pipeline ppo, and "
                + online.source()
                + " is of online-preference: choose another run directory");
  }

  @Test
  void anotherWarmUpOfTheCriticIsNamed() {
    ResolvedConfig<PpoConfig> none = read(PpoConfig.class);
    publish(none, CollectRollouts.declared(none.settings().rollouts(), conversations(none), 17));
    publish(none, "metrics/iteration=1", Fingerprint.of("metrics").input("policy", "trained"));
    assertThat(refused(read(PpoConfig.class, "critic.warm-up=1")))
        .containsExactly("critic.warm-up 0 -> 1: would redo update-policy of iteration 1");
  }

  @Test
  void aWarmUpIsKnownByWhereThePolicyBeganToChange() {
    ResolvedConfig<PpoConfig> one = read(PpoConfig.class, "critic.warm-up=1");
    publish(one, CollectRollouts.declared(one.settings().rollouts(), conversations(one), 17));
    publish(one, "metrics/iteration=1", Fingerprint.of("metrics").input("policy", "hash"));
    publish(one, "metrics/iteration=2", Fingerprint.of("metrics").input("policy", "trained"));
    for (int other : List.of(0, 2, 5)) {
      assertThat(refused(read(PpoConfig.class, "critic.warm-up=" + other)))
          .containsExactly(
              "critic.warm-up 1 -> " + other + ": would redo update-policy of iterations 1 to 2");
    }
    StageContext context = new StageContext(null, RunDirectory.at(folder), 17, Progress.NONE);
    new RunChanges(context, one.settings().pipeline(context), one).refuse(Map.of());
  }

  private <R extends Record> ResolvedConfig<R> read(Class<R> type, String... settings) {
    List<String> all = new ArrayList<>(COMMON);
    all.add("run='" + folder + "'");
    all.addAll(List.of(settings));
    return new ConfigReader().read(type, all);
  }

  private static Optional<Conversations> conversations(ResolvedConfig<?> config) {
    return RunConversations.of((PolicyRun) config.settings());
  }

  /** Leaves behind what the first stage of an iteration would have. */
  private void publish(ResolvedConfig<?> config, Fingerprint rollouts) {
    publish(
        config,
        "rollouts/iteration=1",
        rollouts.input("prompts", "hash/64").input("policy", "hash"));
  }

  private void publish(ResolvedConfig<?> config, String folderOfIt, Fingerprint made) {
    RunDirectory run = RunDirectory.at(folder);
    RunRecords.of(config).write(run);
    PublishedFolder.publish(
        run, folderOfIt, made, into -> Files.writeString(into.resolve("rows"), "some"));
  }

  /** The lines that say what has changed. */
  private List<String> refused(ResolvedConfig<?> now) {
    List<String> lines = new ArrayList<>();
    Progress hearing =
        new Progress() {
          @Override
          public void message(String line) {
            lines.add(line);
          }
        };
    StageContext context = new StageContext(null, RunDirectory.at(folder), 17, hearing);
    RunChanges changes =
        new RunChanges(context, ((RunSettings) now.settings()).pipeline(context), now);
    assertThatThrownBy(() -> changes.refuse(Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--redo ");
    return lines;
  }
}
