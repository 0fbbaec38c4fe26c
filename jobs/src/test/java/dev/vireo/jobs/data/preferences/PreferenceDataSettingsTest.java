package dev.vireo.jobs.data.preferences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import org.junit.jupiter.api.Test;

/** What preference data can be set to. */
class PreferenceDataSettingsTest {
  @Test
  void defaultsAreThese() {
    assertThat(PreferencePairSettings.defaults()).isEqualTo(pairs("chosen", 0, LongExamples.ERROR));
    assertThat(UnpairedSettings.defaults()).isEqualTo(unpaired("label", 8));
    assertThat(RolloutPairSettings.defaults())
        .isEqualTo(new RolloutPairSettings(null, 1, 0, Pairing.BEST_WORST, null, 0.0));
  }

  @Test
  void impossibleSettingsAreRefused() {
    refused(() -> pairs("rejected", 0, LongExamples.ERROR))
        .hasMessage("chosen-column and rejected-column are both 'rejected'; name two columns");
    refused(() -> pairs(" ", 0, LongExamples.ERROR))
        .hasMessage("set chosen-column and rejected-column");
    refused(() -> pairs("chosen", -1, LongExamples.DROP))
        .hasMessage("the token limit is -1; it must be at least 1, or 0 for none");
    refused(() -> unpaired(null, 8)).hasMessageStartingWith("set completion-column");
    refused(() -> unpaired("label", 1)).hasMessage("block-size is 1; it must be at least 2");
    refused(() -> new RolloutPairSettings(null, 0, 0, Pairing.FIRST, null, 0))
        .hasMessage("from-iteration is 0; it must be at least 1");
    refused(() -> new RolloutPairSettings(null, 3, 2, Pairing.FIRST, null, 0))
        .hasMessage(
            "to-iteration is 2; it must be at least from-iteration, 3, or 0 for the last one");
    refused(() -> new RolloutPairSettings(null, 1, 0, Pairing.FIRST, null, Double.NaN))
        .hasMessage("min-margin is NaN; it must be finite and at least 0");
  }

  @Test
  void whatDecidesNoTokenIsNotPartOfAFingerprint() {
    PreferencePairSettings one = pairs("chosen", 0, LongExamples.ERROR);
    assertThat(ShardPreferences.declared(one))
        .isEqualTo(ShardPreferences.declared(pairsAt("elsewhere")))
        .isNotEqualTo(ShardPreferences.declared(pairs("chosen", 0, LongExamples.TRUNCATE)));
    assertThat(
            PairRollouts.declared(
                new RolloutPairSettings("run", 2, 3, Pairing.BEST_WORST, null, 0.0)))
        .isEqualTo(PairRollouts.declared(RolloutPairSettings.defaults()));
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(Runnable settings) {
    return assertThatThrownBy(settings::run).isInstanceOf(InputException.class);
  }

  private static PreferencePairSettings pairsAt(String path) {
    return pairs(path, "chosen", 0, LongExamples.ERROR);
  }

  private static PreferencePairSettings pairs(
      String chosenColumn, int maxTokens, LongExamples tooLong) {
    return pairs(null, chosenColumn, maxTokens, tooLong);
  }

  private static PreferencePairSettings pairs(
      String path, String chosenColumn, int maxTokens, LongExamples tooLong) {
    return new PreferencePairSettings(
        path,
        SourceFormat.AUTO,
        null,
        PreferenceLayout.PAIRS,
        null,
        "prompt",
        chosenColumn,
        "rejected",
        null,
        ChatSettings.defaults(),
        false,
        null,
        0.0,
        DuplicatePolicy.ERROR,
        SequenceEnds.TOKENIZER,
        maxTokens,
        tooLong,
        LengthPolicy.ERROR,
        1000);
  }

  private static UnpairedSettings unpaired(String labelColumn, int blockSize) {
    return new UnpairedSettings(
        null,
        SourceFormat.AUTO,
        null,
        null,
        "prompt",
        "completion",
        labelColumn,
        "rating",
        "chosen",
        "rejected",
        ChatSettings.defaults(),
        null,
        0.0,
        DuplicatePolicy.ERROR,
        Partners.HASH,
        blockSize,
        0,
        LongExamples.ERROR,
        1000);
  }
}
