package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.loss.Sums;
import dev.vireo.models.parameters.ParameterSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class GradientInboxTest {

  private final ShardGradient gradient =
      new ShardGradient(ParameterSet.of(new float[] {1, -2}), new Sums().add("loss", 0.5));

  @Test
  void handsOverTheArrayItself() {
    try (GradientInbox inbox = GradientInbox.open()) {
      ShardGradient result = GradientInbox.leave(inbox.id(), 3, gradient);

      assertThat(result.gradient().isEmpty()).isTrue();
      assertThat(inbox.take(3, result).gradient()).isSameAs(gradient.gradient());
      // Taken once, the driver holds it no longer than it needs to.
      assertThat(inbox.take(3, result)).isSameAs(result);
    }
  }

  @Test
  void aTaskOfAnotherProcessReturnsItsGradient() {
    assertThat(GradientInbox.leave(UUID.randomUUID(), 0, gradient)).isSameAs(gradient);
    try (GradientInbox inbox = GradientInbox.open()) {
      assertThat(inbox.take(0, gradient)).isSameAs(gradient);
    }
  }

  @Test
  void aClosedInboxTakesNothing() {
    GradientInbox inbox = GradientInbox.open();
    inbox.close();

    assertThat(GradientInbox.leave(inbox.id(), 0, gradient)).isSameAs(gradient);
  }
}
