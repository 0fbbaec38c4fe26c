package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.preference.PreferenceLossTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreferenceLossSettingsTest {

  @Test
  void defaultsAreTrls() {
    assertThat(PreferenceLossSettings.defaults())
        .isEqualTo(
            new PreferenceLossSettings(
                LossMix.of(PreferenceLossType.SIGMOID),
                0.1,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null));
    PreferenceLossSettings simpo = Settings.of(PreferenceLossType.SIMPO);
    assertThat(simpo.gamma()).isEqualTo(0.5);
    assertThat(simpo.labelSmoothing()).isZero();
    assertThat(Settings.of(PreferenceLossType.CPO).nllWeight()).isEqualTo(1);
    assertThat(Settings.of(PreferenceLossType.IPO).tokenAverage()).isTrue();
    assertThat(Settings.of(PreferenceLossType.DISCOPOP).discopopTau()).isEqualTo(0.05);
    PreferenceLossSettings kto = Settings.of(PreferenceLossType.KTO);
    assertThat(kto.desirableWeight()).isEqualTo(1);
    assertThat(kto.undesirableWeight()).isEqualTo(1);
    assertThat(Settings.of(PreferenceLossType.TDPO2).tdpoAlpha()).isEqualTo(0.5);
  }

  @Test
  void whatALossNeeds() {
    assertThat(PreferenceLossSettings.defaults().needsReference()).isTrue();
    assertThat(
            Settings.of(PreferenceLossType.SIGMOID, Map.of("reference-free", true))
                .needsReference())
        .isFalse();
    for (PreferenceLossType type : PreferenceLossType.values()) {
      PreferenceLossSettings settings = Settings.of(type);
      assertThat(settings.needsReference())
          .as(type.key())
          .isNotEqualTo(List.of("sft", "simpo", "cpo", "orpo").contains(type.key()));
      assertThat(settings.needsPrompt()).isEqualTo(type == PreferenceLossType.ORPO);
      assertThat(settings.needsBaseline()).isEqualTo(type == PreferenceLossType.KTO);
      assertThat(settings.comparesDistributions()).isEqualTo(type.key().startsWith("tdpo"));
    }
  }

  @Test
  void aSettingThatNoLossReadsIsNamed() {
    refused(
        () -> Settings.of(PreferenceLossType.SIGMOID, Map.of("gamma", 1.0)),
        "The loss sigmoid does not read gamma: remove it, or choose a loss that does (simpo)");
    refused(
        () -> Settings.of(PreferenceLossType.SIGMOID, Map.of("label-smoothing", 0.0)),
        "The loss sigmoid does not read label-smoothing");
    refused(
        () -> Settings.of(PreferenceLossType.SIMPO, Map.of("nll-weight", 1.0)),
        "choose a loss that does (cpo)");
    refused(
        () -> Settings.of(PreferenceLossType.ORPO, Map.of("reference-free", true)),
        "The loss orpo does not read reference-free");
    refused(
        () -> Settings.of(PreferenceLossType.HINGE, Map.of("desirable-weight", 1.0)),
        "(kto, apo-zero-unpaired)");
    refused(
        () -> Settings.of(PreferenceLossType.TDPO1, Map.of("tdpo-alpha", 0.5)),
        "The loss tdpo1 does not read tdpo-alpha: remove it, or choose a loss that does (tdpo2)");
    refused(
        () ->
            Settings.of(
                LossMix.of(PreferenceLossType.SIGMOID, PreferenceLossType.TDPO1),
                Map.of("reference-free", true)),
        "reference-free is set, but the loss sigmoid + tdpo1 compares whole distributions");
    LossMix mix = LossMix.of(PreferenceLossType.SIGMOID, PreferenceLossType.IPO);
    assertThat(Settings.of(mix, Map.of("token-average", false)).tokenAverage()).isFalse();
    refused(() -> Settings.of(mix, Map.of("discopop-tau", 1.0)), "The loss sigmoid + ipo does not");
  }

  @Test
  void rangesAreChecked() {
    refused(
        () -> Settings.of(PreferenceLossType.SIGMOID, Map.of("beta", 0.0)),
        "beta is 0.0; it must be finite and above 0");
    refused(
        () -> Settings.of(PreferenceLossType.CDPO, Map.of("label-smoothing", 0.5)),
        "label-smoothing is 0.5; it must be at least 0 and below 0.5");
    refused(
        () -> Settings.of(PreferenceLossType.EXO_PAIR, Map.of()),
        "label-smoothing is 0.0; it must be above 0 for the loss exo-pair");
    refused(
        () -> Settings.of(PreferenceLossType.SIMPO, Map.of("gamma", Double.NaN)), "gamma is NaN");
    refused(
        () -> Settings.of(PreferenceLossType.DISCOPOP, Map.of("discopop-tau", -1.0)),
        "discopop-tau is -1.0");
    refused(
        () -> Settings.of(PreferenceLossType.TDPO2, Map.of("tdpo-alpha", 0.0)),
        "tdpo-alpha is 0.0; it must be finite and above 0");
    refused(
        () -> Settings.of(PreferenceLossType.CPO, Map.of("nll-weight", -1.0)),
        "nll-weight is -1.0; it must be finite and at least 0");
    refused(
        () -> Settings.of(PreferenceLossType.KTO, Map.of("undesirable-weight", Double.NaN)),
        "undesirable-weight is NaN");
  }

  @Test
  void mixesThatCannotBeAreRefused() {
    refused(() -> new LossMix(List.of()), "No preference loss is named");
    refused(
        () -> new LossMix.Weighted(PreferenceLossType.SFT, 0),
        "The weight of the loss sft is 0.0; it must be above 0");
    refused(
        () -> LossMix.of(PreferenceLossType.SFT, PreferenceLossType.SFT),
        "The loss sft is named twice");
    refused(
        () -> LossMix.of(PreferenceLossType.SFT, PreferenceLossType.KTO),
        "The loss kto is for unpaired examples");
  }
}
