package dev.vireo.pipelines.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class WorkersPlanTest {

  @Test
  void workersOfTorchHoldWhatTheyTrainAndTheDriverNothing() {
    GrpoConfig config =
        new ConfigReader()
            .read(
                GrpoConfig.class,
                List.of(
                    "policy.new-model={}",
                    "prompts.max-prompt-tokens=20",
                    "training-engine=torch",
                    "torch.processes=4",
                    "torch.sharding=full"))
            .settings();

    Plan plan = Planner.plan(config, new Layout("yarn", 4, 1), OptionalInt.empty());

    Plan.Phase update = plan.phases().get(1);
    Plan.Training training = plan.training().orElseThrow();
    long parameters = training.model().parameters();
    assertThat(update.slots()).isEqualTo(4);
    assertThat(update.driverHeap().total()).isZero();
    assertThat(update.executorHeap().total()).isZero();
    // Four bytes a parameter, a quarter of them in each worker; two moments.
    assertThat(update.task().parts())
        .contains(
            new MemoryEstimate.Part("model", parameters),
            new MemoryEstimate.Part("gradients", parameters),
            new MemoryEstimate.Part("optimizer state", 2 * parameters))
        .extracting(MemoryEstimate.Part::name)
        .contains("Python and torch", "layers and embedding in whole", "activations");
    assertThat(training.traffic()).isEqualTo(new Plan.Traffic(0, 4 * parameters, 1, true));
  }

  @Test
  void workersOfTorchHoldWhatTheyScoreWith() {
    Plan.Phase whole = reference("replicated");
    Plan.Phase parts = reference("full");

    long parameters = part(whole, "model") / 4;
    assertThat(parameters).isPositive();
    assertThat(part(parts, "model")).isEqualTo(parameters);
    assertThat(parts.task().parts())
        .extracting(MemoryEstimate.Part::name)
        .contains("Python and torch", "layers and embedding in whole");
    // All work on a chunk together; else a chunk is one's.
    assertThat(parts.slots()).isEqualTo(4);
    assertThat(whole.slots()).isEqualTo(2);
    assertThat(whole.shared().total() + whole.executorHeap().total()).isZero();
  }

  private static Plan.Phase reference(String sharding) {
    GrpoConfig config =
        new ConfigReader()
            .read(
                GrpoConfig.class,
                List.of(
                    "policy.new-model={}",
                    "prompts.max-prompt-tokens=20",
                    "prompts-per-iteration=8",
                    "rollouts.chunk-groups=4",
                    "update.objective.beta=0.1",
                    "training-engine=torch",
                    "torch.processes=4",
                    "torch.sharding=" + sharding))
            .settings();
    return Planner.plan(config, new Layout("yarn", 4, 1), OptionalInt.empty()).phases().stream()
        .filter(phase -> phase.name().equals("reference"))
        .findFirst()
        .orElseThrow();
  }

  private static long part(Plan.Phase phase, String name) {
    return phase.task().parts().stream()
        .filter(part -> part.name().equals(name))
        .mapToLong(MemoryEstimate.Part::bytes)
        .sum();
  }
}
