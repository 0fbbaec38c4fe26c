package dev.vireo.store.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that a stage's output depends on. Two fingerprints with the same {@link #hash} stand
 * for the same bytes, so a stage whose output carries the hash is done.
 *
 * <p>It includes only what the stage reads: no paths, parallelism, logging or number of iterations.
 *
 * <pre>{@code
 * Fingerprint.of("score-rewards")
 *     .input("rollouts", rollouts.contentHash())
 *     .settings(settings)
 *     .seed(17)
 * }</pre>
 *
 * @param stage the stage's name
 * @param version raised by 1 whenever the stage's code changes its output for the same input
 * @param inputs content hash of each input, by name
 * @param settings canonical JSON of the settings that the stage reads
 * @param seed the run's seed; 0 for a stage without randomness
 */
public record Fingerprint(
    String stage, int version, SortedMap<String, String> inputs, String settings, long seed)
    implements Serializable {
  /** Version of the file format itself: manifest, footer, layout. */
  public static final int FORMAT = 1;

  /** Copies {@code inputs}. */
  public Fingerprint {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
  }

  /** The fingerprint of a stage without inputs. */
  public static Fingerprint of(String stage) {
    return of(stage, 1);
  }

  /** The fingerprint of a version of a stage without inputs. */
  public static Fingerprint of(String stage, int version) {
    return new Fingerprint(stage, version, new TreeMap<>(), "{}", 0);
  }

  /** A copy with another input. */
  public Fingerprint input(String name, String contentHash) {
    TreeMap<String, String> more = new TreeMap<>(inputs);
    more.put(name, contentHash);
    return new Fingerprint(stage, version, more, settings, seed);
  }

  /** A copy with these settings: a record, or anything else that {@link SettingsTree} accepts. */
  public Fingerprint settings(Object value) {
    String json = CanonicalJson.write(SettingsTree.of(value));
    return new Fingerprint(stage, version, inputs, json, seed);
  }

  /** A copy with this seed. */
  public Fingerprint seed(long value) {
    return new Fingerprint(stage, version, inputs, settings, value);
  }

  /** SHA-256 of the whole fingerprint, in hexadecimal. */
  public String hash() {
    return CanonicalJson.hash(CanonicalJson.write(tree().put("format", FORMAT)));
  }

  /** SHA-256 of the settings alone, in hexadecimal. */
  public String settingsHash() {
    return CanonicalJson.hash(settings);
  }

  ObjectNode tree() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("stage", stage).put("stage-version", version).put("seed", seed);
    node.set("settings", CanonicalJson.parse(settings));
    ObjectNode hashes = node.putObject("inputs");
    inputs.forEach(hashes::put);
    return node;
  }

  /**
   * The changes from this fingerprint to {@code now}, which explain why a stage has to run again;
   * empty if there are none.
   */
  public List<Difference> differences(Fingerprint now) {
    List<Difference> found = new ArrayList<>();
    Difference.add(found, "stage", Optional.of(stage), Optional.of(now.stage));
    Difference.add(
        found, "stage-version", Optional.of("" + version), Optional.of("" + now.version));
    Difference.add(found, "seed", Optional.of("" + seed), Optional.of("" + now.seed));
    JsonNode before = CanonicalJson.parse(settings);
    found.addAll(Difference.between(before, CanonicalJson.parse(now.settings)));
    TreeSet<String> names = new TreeSet<>(inputs.keySet());
    names.addAll(now.inputs.keySet());
    for (String name : names) {
      Difference.add(
          found,
          "input " + name,
          Optional.ofNullable(inputs.get(name)),
          Optional.ofNullable(now.inputs.get(name)));
    }
    return found;
  }
}
