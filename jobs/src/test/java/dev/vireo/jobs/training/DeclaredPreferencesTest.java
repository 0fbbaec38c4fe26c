package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.loss.preference.LossMix;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.algorithms.loss.preference.PreferenceLossType;
import org.junit.jupiter.api.Test;

/** What came later counts where it is used alone: runs that were made before are still good. */
class DeclaredPreferencesTest {

  @Test
  void theWeightOfTdpoCountsInTdpoAlone() {
    assertThat(declared(PreferenceLossType.SIGMOID)).doesNotContain("tdpo");
    assertThat(declared(PreferenceLossType.TDPO2)).contains("\"tdpo-alpha\":0.5");
  }

  private static String declared(PreferenceLossType loss) {
    PreferenceTrainingSettings usual = PreferenceTrainingSettings.defaults();
    PreferenceTrainingSettings settings =
        new PreferenceTrainingSettings(
            usual.steps(),
            usual.batchSize(),
            usual.gradientShards(),
            usual.microBatchExamples(),
            usual.gradientCheckpointing(),
            usual.checkpointEvery(),
            PreferenceLossSettings.of(LossMix.of(loss)),
            usual.optimizer());
    String pairs = TrainPreferences.declared(settings, 17).settings();
    assertThat(UpdateOnPreferences.declared(settings, 17).settings()).isEqualTo(pairs);
    assertThat(UpdateOnPreferences.declaredXpo(settings, 0.1, 17).settings()).contains(pairs);
    return pairs;
  }
}
