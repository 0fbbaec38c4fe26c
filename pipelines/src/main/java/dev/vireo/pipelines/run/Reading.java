package dev.vireo.pipelines.run;

import dev.vireo.store.manifest.Difference;
import dev.vireo.store.manifest.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one stage reads of the settings.
 *
 * @param folder where in the run directory its output begins
 * @param declared the settings
 * @param endings of inputs whose names carry a setting
 */
public record Reading(String folder, Fingerprint declared, Map<String, String> endings) {

  static final String INPUT = "input ";

  public Reading {
    endings = Map.copyOf(endings);
  }

  /** The settings alone, of all that the stage has published. */
  public static List<Reading> of(Fingerprint declared) {
    return List.of(new Reading("", declared, Map.of()));
  }

  /** What the first of the outputs was made from, if that is not what is read now. */
  List<Difference> differences(List<Outputs.Output> published) {
    return published.stream()
        .filter(output -> output.folder().startsWith(folder))
        .map(output -> output.manifest().fingerprint())
        .filter(made -> made.stage().equals(declared.stage()))
        .findFirst()
        .map(this::differences)
        .orElse(List.of());
  }

  private List<Difference> differences(Fingerprint made) {
    Fingerprint now = declared;
    for (Map.Entry<String, String> input : made.inputs().entrySet()) {
      now = now.input(input.getKey(), input.getValue());
    }
    List<Difference> differences = new ArrayList<>(made.differences(now));
    endings.forEach(
        (name, ending) -> {
          String input = made.inputs().getOrDefault(name, "");
          if (!input.endsWith(ending)) {
            differences.add(new Difference(INPUT + name, Optional.of(input), Optional.of(ending)));
          }
        });
    return differences;
  }
}
