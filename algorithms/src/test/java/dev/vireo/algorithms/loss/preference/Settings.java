package dev.vireo.algorithms.loss.preference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Settings by their keys, as configurations give them. */
final class Settings {
  private Settings() {}

  static PreferenceLossSettings of(LossMix loss, Map<String, ?> given) {
    return new PreferenceLossSettings(
        loss,
        given.containsKey("beta") ? (Double) given.get("beta") : 0.1,
        (Double) given.get("label-smoothing"),
        (Double) given.get("gamma"),
        (Double) given.get("nll-weight"),
        (Double) given.get("discopop-tau"),
        (Boolean) given.get("token-average"),
        Boolean.TRUE.equals(given.get("reference-free")),
        (Double) given.get("desirable-weight"),
        (Double) given.get("undesirable-weight"),
        (Double) given.get("tdpo-alpha"));
  }

  static PreferenceLossSettings of(PreferenceLossType type, Map<String, ?> given) {
    return of(LossMix.of(type), given);
  }

  /** This type with what it cannot do without. */
  static PreferenceLossSettings of(PreferenceLossType type) {
    return of(
        type, type == PreferenceLossType.EXO_PAIR ? Map.of("label-smoothing", 0.1) : Map.of());
  }

  static LossMix mix(JsonNode losses) {
    List<LossMix.Weighted> weighted = new ArrayList<>();
    losses
        .properties()
        .forEach(
            loss ->
                weighted.add(
                    new LossMix.Weighted(type(loss.getKey()), loss.getValue().asDouble())));
    return new LossMix(weighted);
  }

  static PreferenceLossType type(String key) {
    return PreferenceLossType.valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
