package dev.vireo.pipelines.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.study.StudyConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainedSizeTest {
  // 32,768 x 4,096 + 12 x (4 x 4,096^2 + 3 x 4,096 x 11,008) + 25 x 4,096 parameters.
  private static final String LARGE =
      "policy.new-model={hidden-size: 4096, layers: 12, heads: 32, key-value-heads: 32,"
          + " intermediate-size: 11008, vocabulary-size: 32768}";

  @Test
  void theLocalEngineDoesNotTrainAllOfALargeModel() {
    assertThatThrownBy(() -> TrainedSize.check(grpo()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "The model has 2,562,822,144 parameters, and training-engine local trains all of at"
                + " most 2,147,483,647: the driver's heap would hold 24 bytes of each, 57 GiB;"
                + " train an adapter (policy.adapter)");
  }

  @Test
  void anAdapterOrTorchDoes() {
    assertThatCode(() -> TrainedSize.check(grpo("policy.adapter={rank: 8}")))
        .doesNotThrowAnyException();
    assertThatCode(() -> TrainedSize.check(grpo("training-engine=torch")))
        .doesNotThrowAnyException();
  }

  @Test
  void aStudyTrainsNothing() {
    StudyConfig study = new ConfigReader().read(StudyConfig.class, List.of(LARGE)).settings();
    assertThatCode(() -> TrainedSize.check(study)).doesNotThrowAnyException();
  }

  private static GrpoConfig grpo(String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add(LARGE);
    return new ConfigReader().read(GrpoConfig.class, all).settings();
  }
}
