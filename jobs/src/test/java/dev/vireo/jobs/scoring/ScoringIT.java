package dev.vireo.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.scores.preferences.ScorePreferences;
import dev.vireo.jobs.testing.PreferenceRows;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.jobs.torch.LocalEngineWorkers;
import dev.vireo.jobs.torch.Sharding;
import dev.vireo.jobs.torch.WorkerPool;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.checkpoint.Checkpoint;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores by workers, which are stand-ins made of the local engine. */
final class ScoringIT {
  private static final ModelConfig CONFIG =
      ModelConfig.builder(Architecture.LLAMA)
          .vocabularySize(64)
          .hiddenSize(16)
          .layers(1)
          .heads(2)
          .keyValueHeads(1)
          .intermediateSize(32)
          .contextLength(64)
          .tiedEmbeddings(true)
          .eosTokenIds(1)
          .padTokenId(0)
          .build();

  @TempDir Path folder;
  private SparkSession session;

  @AfterEach
  void stop() {
    WorkerPool.closeIdle();
    session.stop();
  }

  @Test
  void aWorkerScoresChunksAsTheLocalEngineDoes() throws IOException {
    DatasetHandle<PreferenceLogprobs> local = local();
    start(1, Sharding.REPLICATED);

    DatasetHandle<PreferenceLogprobs> scored = scored("torch");

    assertThat(scored.readAll()).isEqualTo(local.readAll());
    // The two tasks take turns with it.
    assertThat(LocalEngineWorkers.starts(folder)).containsExactly("policy scoring, 0 of 1");
    assertThat(local.manifest().fingerprint().inputs()).doesNotContainKey("torch");
    assertThat(scored.manifest().fingerprint().inputs().get("torch"))
        .isEqualTo("{\"processes\":1,\"sharding\":\"replicated\",\"threads\":1}");
    scored("torch");
    assertThat(LocalEngineWorkers.starts(folder)).hasSize(1);
  }

  @Test
  void workersWithPartsScoreEachChunkTogetherAndGoOnWhereOneEnded() throws IOException {
    DatasetHandle<PreferenceLogprobs> local = local();
    start(2, Sharding.FULL);
    Files.writeString(folder.resolve("ends-at-pass"), "");

    DatasetHandle<PreferenceLogprobs> scored = scored("torch");

    assertThat(folder.resolve("ends-at-pass")).doesNotExist();
    assertThat(scored.readAll()).isEqualTo(local.readAll());
    assertThat(LocalEngineWorkers.starts(folder))
        .hasSize(4)
        .containsOnly("policy scoring, 0 of 2", "policy scoring, 1 of 2");
  }

  @Test
  void whatTheUserMustMendIsSaidInALine() throws IOException {
    for (Sharding sharding : Sharding.values()) {
      start(2, sharding);
      Files.writeString(folder.resolve("refuses"), "");
      assertThatThrownBy(() -> scored("refused-" + sharding))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("torch worker (")
          .hasMessageEndingWith("): there is no torch here: install it");
      session.stop();
    }
  }

  @Test
  void valuesAreThoseOfTheLocalEngineAndAnEndedWorkerIsReplaced() throws IOException {
    ModelScorer model = ModelScorer.of(Role.CRITIC, model("critic", new ScalarHead(2)));
    List<List<TokenSequence>> groups =
        List.of(
            List.of(
                TokenSequence.ofStates(new int[] {5, 9}, new int[] {7, 8, 3}, 4),
                TokenSequence.ofStates(new int[] {5, 9}, new int[] {2}, 1)),
            List.of(TokenSequence.ofStates(new int[] {4}, new int[0], 1)));
    // The ends are padding, which counts for nothing.
    List<List<int[]>> texts = List.of(List.of(new int[] {3, 7, 0}, new int[] {2, 2, 2, 9}));
    session = TestSpark.local();
    List<double[][]> values = model.values(groups);
    List<double[]> scores = model.scores(texts, 1);
    session.stop();
    start(1, Sharding.REPLICATED);
    Files.writeString(folder.resolve("ends-at-pass"), "");

    assertThat(model.values(groups)).usingElementComparator(ScoringIT::compare).isEqualTo(values);

    assertThat(folder.resolve("ends-at-pass")).doesNotExist();
    List<double[]> found = model.scores(texts, 1);
    for (int i = 0; i < 2; i++) {
      assertThat(found.get(0)[i]).isCloseTo(scores.get(0)[i], within(1e-6));
    }
  }

  @Test
  void rewardModelsStayBesideEachOtherAndOthersTakeTheirPlace() throws IOException {
    List<ModelScorer> rewards =
        List.of(
            reward(model("reward-1", new ScalarHead(1))),
            reward(model("reward-2", new ScalarHead(1))));
    ModelScorer policy = ModelScorer.of(Role.POLICY, model("policy", new LanguageModelHead()));
    start(1, Sharding.REPLICATED);
    List<List<TokenSequence>> asked =
        List.of(List.of(new TokenSequence(new int[] {3}, new int[] {4})));
    for (int round = 0; round < 2; round++) {
      rewards.forEach(reward -> reward.values(asked));
    }
    assertThat(LocalEngineWorkers.starts(folder)).hasSize(2);
    policy.logprobs(asked, 1);
    rewards.get(0).values(asked);
    assertThat(LocalEngineWorkers.starts(folder))
        .containsExactly(
            "reward-1 scoring, 0 of 1",
            "reward-2 scoring, 0 of 1",
            "policy scoring, 0 of 1",
            "reward-1 scoring, 0 of 1");
  }

  private static ModelScorer reward(PolicyCheckpoint model) {
    return new ModelScorer(Role.REWARD, model.version(), model::local);
  }

  private static int compare(double[][] one, double[][] other) {
    return Arrays.deepEquals(one, other) ? 0 : 1;
  }

  private DatasetHandle<PreferenceLogprobs> local() {
    session = TestSpark.local();
    DatasetHandle<PreferenceLogprobs> local = scored("local");
    session.stop();
    return local;
  }

  private void start(int workers, Sharding sharding) throws IOException {
    SparkConf conf = new SparkConf(false);
    LocalEngineWorkers.in(folder, workers, sharding).into(conf);
    session = TestSpark.session(SparkSession.builder().config(conf), "local[2]");
  }

  private DatasetHandle<PreferenceLogprobs> scored(String run) {
    StageContext context =
        new StageContext(session, RunDirectory.at(folder.resolve(run)), 1, Progress.NONE);
    return ScorePreferences.pairs(
        context,
        PreferenceRows.published(context, PreferenceRows.of(5, ScoringIT::tokens), 3),
        model("policy", new LanguageModelHead()));
  }

  private PolicyCheckpoint model(String name, Head head) {
    Path model = folder.resolve(name);
    if (!Files.exists(model)) {
      ParameterSet parameters = RandomModel.parameters(CONFIG, head, name.hashCode());
      try {
        Files.createDirectory(model);
        Checkpoint.writeInto(
            model,
            CONFIG,
            head,
            parameters,
            OptimizerState.initial(parameters),
            CarriedFiles.none());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new PolicyCheckpoint(PublishedFolder.of(model), 0, null);
  }

  private static List<Integer> tokens(int seed, int count) {
    return IntStream.range(0, count).map(t -> 2 + (seed * 31 + t * 7 + 5) % 62).boxed().toList();
  }
}
