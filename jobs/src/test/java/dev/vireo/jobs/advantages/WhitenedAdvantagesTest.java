package dev.vireo.jobs.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RewardCurve;
import dev.vireo.algorithms.advantage.AdvantageProfile;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.Whitening;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Advantages that are normalized over the groups of all chunks. */
class WhitenedAdvantagesTest {
  private static final double NONE = Double.NaN;
  private static final double[][] GROUPS = {
    {0, .25, 1}, {.5, .5, .5}, {.1, NONE, .9}, {NONE, NONE, NONE}, {-2, 3, .5}
  };
  private static final AdvantageStageSettings SETTINGS =
      new AdvantageStageSettings(
          Algorithm.GRPO,
          AdjustmentSettings.defaults(),
          AdvantageSettings.of(AdvantageProfile.RLOO).with(Whitening.COMPLETIONS));

  @TempDir Path folders;

  @Test
  void spanEveryChunkAndLeaveOutWhatHasNoReward() {
    List<Advantages> rows = made(2);

    double[] rewarded =
        IntStream.range(0, GROUPS.length)
            .boxed()
            .flatMap(
                g ->
                    IntStream.range(0, 3)
                        .filter(i -> !Double.isNaN(GROUPS[g][i]))
                        .mapToObj(i -> advantages(rows.get(g))[i]))
            .mapToDouble(Double::doubleValue)
            .toArray();
    assertThat(rewarded).hasSize(11);
    assertThat(Arrays.stream(rewarded).sum()).isCloseTo(0, within(1e-12));
    assertThat(Arrays.stream(rewarded).map(each -> each * each).sum() / 10)
        .isCloseTo(1, within(1e-3));
    assertThat(advantages(rows.get(2))[1]).isZero();
    // The leave-one-out differences keep their proportions.
    assertThat(advantages(rows.get(4))[1] / advantages(rows.get(0))[2])
        .isCloseTo((3 + .75) / (1 - .125), within(1e-12));
  }

  @Test
  void leaveAGroupWithoutASignalWithoutOne() {
    List<Advantages> rows = made(2);
    assertThat(advantages(rows.get(1))).containsExactly(0, 0, 0);
    assertThat(rows)
        .extracting(Advantages::getFiltered)
        .containsExactly(null, "zero-std", null, "no-reward", null);
  }

  private List<Advantages> made(int perChunk) {
    int chunks = (GROUPS.length + perChunk - 1) / perChunk;
    DatasetHandle<Rewards> rewards =
        ChunkStage.<Integer, Rewards>of(
                RunDirectory.at(folders.resolve("of" + perChunk)).partition(Datasets.REWARDS, 1),
                Fingerprint.of("score-rewards"))
            .runOnDriver(
                IntStream.range(0, chunks).boxed().toList(),
                (index, chunk) -> ChunkResult.of(rows(chunk * perChunk, perChunk)));
    ChunkAdjuster adjuster =
        new ChunkAdjuster(1, rewards, null, null, SETTINGS, RewardCurve.NONE, null);
    BatchStatistics total = new BatchStatistics();
    rewards.chunks().forEach(chunk -> total.merge(adjuster.sums(chunk).statistics()));
    ChunkAdjuster whitened = adjuster.scaledBy(BatchSums.of(total));
    List<Advantages> made = new ArrayList<>();
    rewards.chunks().forEach(chunk -> made.addAll(whitened.compute(chunk, chunk).records()));
    return made;
  }

  private static List<Rewards> rows(int first, int count) {
    List<Rewards> rows = new ArrayList<>();
    for (int g = first; g < Math.min(GROUPS.length, first + count); g++) {
      List<CompletionReward> completions = new ArrayList<>();
      for (double reward : GROUPS[g]) {
        completions.add(
            new CompletionReward(completions.size(), reward, Map.of(), null, null, null));
      }
      rows.add(new Rewards(1, "p" + g, completions));
    }
    return rows;
  }

  private static double[] advantages(Advantages row) {
    return row.getCompletions().stream().mapToDouble(CompletionAdvantage::getAdvantage).toArray();
  }
}
