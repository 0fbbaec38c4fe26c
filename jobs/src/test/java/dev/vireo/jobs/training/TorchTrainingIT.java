package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.preference.LossMix;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.algorithms.loss.preference.PreferenceLossType;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.jobs.torch.LocalEngineWorkers;
import dev.vireo.jobs.torch.Sharding;
import dev.vireo.jobs.torch.TorchCheck;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.WorkerLostException;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training by workers, which are stand-ins made of the local engine. */
final class TorchTrainingIT {
  @TempDir Path folder;
  private SparkSession session;

  @AfterEach
  void stop() throws IOException {
    session.close();
  }

  @Test
  void oneWorkerWithTheLocalEnginesModelMakesItsSteps() throws IOException {
    session = TestSpark.local();
    Trainer.Outcome local = train("local", settings(PreferenceLossType.SIGMOID, 4, 1));
    session.close();
    start(1);

    Trainer.Outcome torch = train("torch", settings(PreferenceLossType.SIGMOID, 4, 1));

    assertThat(torch.checkpoint().step()).isEqualTo(4);
    assertThat(torch.seconds()).hasSize(4);
    assertSame(torch, local, 0);
    // The first moments too: who goes on from it may be the local engine.
    assertThat(torch.checkpoint().form().optimizerState(torch.checkpoint().local()).step())
        .isEqualTo(4);
    assertThat(folder.resolve("torch/checkpoints/step-000004/training-state/torch.json"))
        .content()
        .contains("\"same-bits\" : \"deterministic\"");
  }

  @Test
  void twoWorkersShareAStepAndGoOnWhereOneOfThemEnded() throws IOException {
    session = TestSpark.local();
    Trainer.Outcome local = train("local", settings(PreferenceLossType.KTO, 4, 2));
    session.close();
    start(2);
    String expected =
        train("whole", settings(PreferenceLossType.KTO, 4, 2)).checkpoint().contentHash();

    Files.writeString(folder.resolve("ends-at-update"), "4");
    Trainer.Outcome torch = train("torch", settings(PreferenceLossType.KTO, 4, 2));

    assertThat(folder.resolve("ends-at-update")).doesNotExist();
    assertThat(torch.checkpoint().contentHash()).isEqualTo(expected);
    // Those since the checkpoint after the second step.
    assertThat(torch.seconds()).hasSize(2);
    assertSame(torch, local, 1e-5);
  }

  @Test
  void whatTheUserMustMendEndsTheStageAtOnce() throws IOException {
    start(2);
    Files.writeString(folder.resolve("refuses"), "");

    assertThatThrownBy(() -> train("refused", settings(PreferenceLossType.SIGMOID, 1, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("torch worker (rank ")
        .hasMessageContaining("there is no torch here: install it");
    assertThatThrownBy(() -> TorchCheck.run(TestSpark.context(session)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no torch here: install it");
  }

  @Test
  void aWorkerThatEndsAgainAndAgainIsReportedInOneLine() throws IOException {
    session = session(new TorchSettings("false", 1, Sharding.REPLICATED, 1, 0, 60));

    assertThatThrownBy(() -> train("lost", settings(PreferenceLossType.SIGMOID, 1, 0)))
        .isInstanceOf(WorkerLostException.class)
        .hasMessageContaining(
            "the torch worker (rank 0 on 127.0.0.1) ended at 'check' (exit code 1)")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aWorkerThatIsKilledWhileItIsLookedForIsReplaced() throws IOException {
    Path killed = folder.resolve("killed");
    Path python = folder.resolve("once");
    Files.writeString(
        python,
        "#!/bin/sh\n[ -e '%s' ] || { touch '%s'; kill -9 $$; }\nexec '%s' \"$@\"\n"
            .formatted(
                killed, killed, LocalEngineWorkers.in(folder, 1, Sharding.REPLICATED).python()));
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
    session = session(new TorchSettings(python.toString(), 1, Sharding.REPLICATED, 1, 0, 60));

    assertThatCode(() -> TorchCheck.run(TestSpark.context(session))).doesNotThrowAnyException();
    assertThat(killed).exists();
  }

  @Test
  void whatCannotRunBesideEachOtherIsRefusedBeforehand() throws IOException {
    session = session(new TorchSettings("false", 3, Sharding.FULL, 1, 0, 60));
    assertThatThrownBy(() -> TorchCheck.run(TestSpark.context(session)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("torch.processes is 3, and local[2] runs 2 at a time");
    session.close();
    session = session(new TorchSettings("no-such-python", 1, Sharding.FULL, 1, 0, 60));
    assertThatThrownBy(() -> TorchCheck.run(TestSpark.context(session)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot start 'no-such-python'");
    session.close();
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      session = session(new TorchSettings("false", 2, Sharding.FULL, 1, port, 60));
      assertThatThrownBy(() -> TorchCheck.run(TestSpark.context(session)))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("torch.port is %d, where the first worker cannot wait", port);
    }
  }

  private static void assertSame(Trainer.Outcome torch, Trainer.Outcome local, double tolerance) {
    for (int step = 0; step < local.log().metrics().size(); step++) {
      Map<String, Double> expected = local.log().metrics().get(step);
      Map<String, Double> actual = torch.log().metrics().get(step);
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (name, value) ->
              assertThat(actual.get(name)).as(name).isCloseTo(value, within(tolerance)));
    }
    ParameterSet actual = torch.checkpoint().model().parameters();
    ParameterSet expected = local.checkpoint().model().parameters();
    for (int at = 0; at < expected.count(); at++) {
      for (int i = 0; i < expected.at(at).length; i++) {
        assertThat(actual.at(at)[i]).isCloseTo(expected.at(at)[i], within((float) tolerance));
      }
    }
  }

  private void start(int workers) throws IOException {
    session = session(LocalEngineWorkers.in(folder, workers, Sharding.REPLICATED));
  }

  private static SparkSession session(TorchSettings settings) {
    SparkConf conf = new SparkConf(false);
    settings.into(conf);
    return TestSpark.session(SparkSession.builder().config(conf), "local[2]");
  }

  private Trainer.Outcome train(String run, PreferenceTrainingSettings settings) {
    StageContext context =
        new StageContext(session, RunDirectory.at(folder.resolve(run)), 17, Progress.NONE);
    TinyPreferences data = new TinyPreferences(context);
    return settings.loss().needsBaseline()
        ? TrainPreferences.runUnpaired(
            context, data.policy(), data.unpaired(), data.unpairedLogprobs(), settings)
        : TrainPreferences.run(
            context, data.policy(), data.pairs(), Optional.of(data.logprobs()), settings);
  }

  /** As many examples in a step as there are, in one shard where the local engine trains. */
  private static PreferenceTrainingSettings settings(
      PreferenceLossType loss, int steps, int shards) {
    return new PreferenceTrainingSettings(
        steps,
        loss == PreferenceLossType.KTO ? 2 * TinyPreferences.PAIRS : TinyPreferences.PAIRS,
        Math.max(1, shards),
        4,
        false,
        2,
        new PreferenceLossSettings(
            LossMix.of(loss), 0.5, null, null, null, null, null, false, null, null, null),
        TinyPreferences.optimizer());
  }
}
