package dev.vireo.pipelines.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.pipelines.plan.Layout;
import dev.vireo.pipelines.plan.MeasuredPiece;
import dev.vireo.pipelines.plan.Plan;
import dev.vireo.pipelines.plan.Planner;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A piece of a run is run, timed and gone; the run itself is not begun. */
final class SmallPieceIT {

  private static final String[] SETTINGS = {
    "algorithm=grpo",
    "iterations=50",
    "prompts-per-iteration=32",
    "rollouts.chunk-groups=2",
    "evaluation.every=10",
    "evaluation.suites=[{name: s}]",
    "evaluation.best=s/reward",
    "evaluation.patience=1"
  };

  @TempDir private Path folder;

  @AfterEach
  void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void theStagesOfAnIterationAreTimed() throws IOException {
    System.setProperty("spark.master", "local[2]");
    Path yaml = TinyRun.write(folder);
    Path run = folder.resolve("run");
    GrpoConfig config = TinyRun.config(yaml, run, SETTINGS).settings();

    MeasuredPiece measured;
    Path temporary;
    try (SmallPiece piece = SmallPiece.of(config, 2)) {
      temporary = piece.folder();
      measured =
          piece.time(
              settings -> {
                String[] all = new String[SETTINGS.length + settings.size()];
                System.arraycopy(SETTINGS, 0, all, 0, SETTINGS.length);
                for (int i = 0; i < settings.size(); i++) {
                  all[SETTINGS.length + i] = settings.get(i);
                }
                return TinyRun.config(yaml, run, all);
              });
    }

    assertThat(measured.stages().keySet())
        .contains("collect-rollouts", "score-rewards", "adjust-rewards", "update-policy")
        .doesNotContain("evaluate-policy", "evaluate-suite");
    assertThat(measured.prompts()).isBetween(4, 32);
    assertThat(measured.allHeldOut()).isEqualTo(6);
    assertThat(measured.iteration()).isPositive();
    assertThat(measured.evaluation()).isPositive();
    assertThat(temporary).doesNotExist();
    assertThat(run).doesNotExist();
    Plan.Time time = Planner.measured(config, new Layout("local", 1, 2), measured);
    assertThat(time.evaluations()).isEqualTo(6);
    assertThat(time.run()).isEqualTo(50 * time.iteration() + 6 * time.evaluation());
  }
}
