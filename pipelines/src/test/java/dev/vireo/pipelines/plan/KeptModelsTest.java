package dev.vireo.pipelines.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.ppo.PpoConfig;
import dev.vireo.pipelines.run.PolicyBase;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Expectations are worked out by hand. */
final class KeptModelsTest {

  @Test
  void modelsOfOtherRolesStayInMemory() {
    Plan plan = plan();

    // The policy with a head of 128, and its gradients, of two tasks.
    long policy = 2 * 2 * 4 * plan.training().orElseThrow().model().parameters();
    long critic = policy + 2 * 2 * 4 * 128;
    assertThat(plan.phases())
        .extracting(Plan.Phase::name, Plan.Phase::kept)
        .containsExactly(
            tuple("rollouts", MemoryEstimate.none().plus("critic", critic)),
            tuple("reference", MemoryEstimate.none().plus("critic", critic)),
            tuple("values", MemoryEstimate.none().plus("policy", policy)),
            tuple("critic", MemoryEstimate.none().plus("policy", policy)),
            tuple("update", MemoryEstimate.none().plus("critic", critic)));
    Plan.Phase update = plan.phases().get(4);
    assertThat(update.nativeBytes()).isEqualTo(2 * update.task().total() + critic);
  }

  @Test
  void whatLiesUnderAdaptersCountsOnce() {
    Plan plan = plan("policy.adapter={rank: 4}", "critic.adapter={rank: 4}");

    // Of each layer [4, 128] and [128, 4] for queries, [4, 128] and [64, 4] for values.
    long adapter = 3 * (4 * 128 + 128 * 4 + 4 * 128 + 64 * 4);
    long model = 4 * plan.training().orElseThrow().model().parameters();
    assertThat(plan.phases().get(0).kept())
        .isEqualTo(MemoryEstimate.none().plus("critic", 2 * 2 * 4 * (adapter + 128)));
    assertThat(plan.phases().get(0).shared().total()).isEqualTo(model);
    Plan.Phase values = plan.phases().get(2);
    assertThat(values.kept()).isEqualTo(MemoryEstimate.none().plus("policy", 2 * 2 * 4 * adapter));
    assertThat(values.shared()).isEqualTo(MemoryEstimate.none().plus(PolicyBase.NAME, model));
  }

  @Test
  void besideAWholeCriticTheModelUnderThePolicyStays() {
    Plan plan = plan("policy.adapter={rank: 4}");

    assertThat(plan.phases().get(2).kept().parts())
        .extracting(MemoryEstimate.Part::name)
        .containsExactly("policy", PolicyBase.NAME);
  }

  @Test
  void besideWorkersThePolicyThatSamplesStaysAndTheirsAreTheirs() {
    Plan plan = plan("training-engine=torch");

    MemoryEstimate policy =
        MemoryEstimate.none()
            .plus("policy", 2 * 4 * plan.training().orElseThrow().model().parameters());
    assertThat(plan.phases())
        .extracting(Plan.Phase::name, Plan.Phase::kept)
        .containsExactly(
            tuple("rollouts", MemoryEstimate.none()),
            tuple("reference", policy),
            tuple("values", policy),
            tuple("critic", policy),
            tuple("update", policy));
  }

  private static Plan plan(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of("policy.new-model={}", "prompts.max-prompt-tokens=20", "rewards=[]"));
    all.addAll(List.of(settings));
    return Planner.plan(
        new ConfigReader().read(PpoConfig.class, all).settings(),
        new Layout("yarn", 1, 2),
        OptionalInt.empty());
  }
}
