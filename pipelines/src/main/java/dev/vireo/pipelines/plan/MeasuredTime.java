package dev.vireo.pipelines.plan;

import dev.vireo.algorithms.Counted;
import dev.vireo.jobs.evaluation.EvaluatePolicy;
import dev.vireo.pipelines.run.IteratedRun;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long a run takes by a piece of it: each stage as much longer as it has more work, in as many
 * waves of tasks as its slots need. Slots elsewhere are taken to be as quick as those that were
 * timed, and the exchange of gradients to cost nothing more.
 */
final class MeasuredTime {

  private final IteratedRun config;
  private final List<Stage> stages;
  private final Layout layout;
  private final MeasuredPiece piece;

  private MeasuredTime(IteratedRun config, List<Stage> stages, Layout layout, MeasuredPiece piece) {
    this.config = config;
    this.stages = stages;
    this.layout = layout;
    this.piece = piece;
  }

  static Plan.Time of(IteratedRun config, List<Stage> stages, Layout layout, MeasuredPiece piece) {
    return new MeasuredTime(config, stages, layout, piece).time();
  }

  private Plan.Time time() {
    List<Plan.StageTime> times = new ArrayList<>();
    for (Map.Entry<String, Double> measured : piece.stages().entrySet()) {
      times.add(time(measured.getKey(), measured.getValue()));
    }
    times.add(new Plan.StageTime("between stages", piece.between(), 1));
    return Plan.Time.of(
        config,
        "%s in %.2f s on %s of this machine"
            .formatted(
                Counted.of(piece.prompts(), "prompts"),
                piece.iteration(),
                Counted.of(piece.slots(), "slots")),
        layout,
        times,
        evaluation());
  }

  private Plan.StageTime time(String published, double seconds) {
    Optional<Stage> stage = stages.stream().filter(each -> each.isNamed(published)).findFirst();
    int shards = stage.map(MeasuredTime::shards).orElse(0);
    if (shards > 0) {
      // Each shard has as much more to do as the iteration has more prompts.
      double more = (double) config.promptsPerIteration() / piece.prompts();
      return new Plan.StageTime(
          published, seconds * more * waves(shards, shards), layout.used(shards));
    }
    int chunk = config.rollouts().chunkGroups();
    int tasks = PolicyWork.parts(config.promptsPerIteration(), chunk);
    return new Plan.StageTime(
        published,
        seconds * waves(tasks, PolicyWork.parts(piece.prompts(), chunk)),
        layout.used(tasks));
  }

  private static int shards(Stage stage) {
    return stage.works().stream().filter(StageWork::trains).mapToInt(StageWork::tasks).sum();
  }

  private double evaluation() {
    if (piece.heldOut() == 0) {
      return 0;
    }
    int chunk = EvaluatePolicy.promptsInChunk(config.rollouts(), config.evaluation().samples());
    return piece.evaluation()
        * waves(
            PolicyWork.parts(Math.toIntExact(piece.allHeldOut()), chunk),
            PolicyWork.parts(Math.toIntExact(piece.heldOut()), chunk));
  }

  /** How many times as many waves these tasks need as those of the piece did. */
  private double waves(int tasks, int measured) {
    return (double) PolicyWork.parts(tasks, layout.given())
        / PolicyWork.parts(measured, piece.slots());
  }
}
