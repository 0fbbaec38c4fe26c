package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.run.PublishedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateAtHandTest {
  @TempDir Path folder;

  @Test
  void itIsTakenOnce() throws IOException {
    PolicyCheckpoint checkpoint = checkpoint("step 4");
    StateAtHand.State state = state();
    StateAtHand.keep(checkpoint, state);
    assertThat(StateAtHand.take(checkpoint("step 4"))).containsSame(state);
    assertThat(StateAtHand.take(checkpoint)).isEmpty();
  }

  /** A run that was deleted, and begun again with other settings in the same folder. */
  @Test
  void whatHasOtherFilesIsAnotherCheckpoint() throws IOException {
    StateAtHand.keep(checkpoint("step 4"), state());
    assertThat(StateAtHand.take(checkpoint("step 4 of other settings"))).isEmpty();
  }

  private PolicyCheckpoint checkpoint(String content) throws IOException {
    Files.writeString(folder.resolve("model.safetensors"), content);
    return new PolicyCheckpoint(PublishedFolder.of(folder), 4, null);
  }

  private static StateAtHand.State state() {
    ParameterSet parameters = ParameterSet.zeros(new int[] {2});
    return new StateAtHand.State(parameters, OptimizerState.initial(parameters));
  }
}
