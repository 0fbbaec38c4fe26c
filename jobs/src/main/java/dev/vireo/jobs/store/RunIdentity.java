package dev.vireo.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which configuration a run directory belongs to: its {@code run.json}. Two runs with different
 * identities must not share a directory, or each would throw away what the other has made.
 *
 * @param configuration canonical JSON of the settings that make the run what it is; like a
 *     fingerprint it leaves out paths, parallelism, logging and the number of iterations
 */
public record RunIdentity(String configuration) {
  /** The file's name. */
  public static final String FILE = "run.json";

  /**
   * The identity of a run with these settings: a record, or anything {@link SettingsTree} takes.
   */
  public static RunIdentity of(Object settings) {
    return new RunIdentity(CanonicalJson.write(SettingsTree.of(settings)));
  }

  /**
   * The identity of the run in {@code run}; empty if it has none yet.
   *
   * @throws InputException if the file is damaged
   */
  public static Optional<RunIdentity> read(RunDirectory run) {
    return run.read(FILE).map(bytes -> parse(run, new String(bytes, StandardCharsets.UTF_8)));
  }

  private static RunIdentity parse(RunDirectory run, String json) {
    try {
      JsonNode configuration = CanonicalJson.parse(json).path("configuration");
      if (configuration.isObject()) {
        return new RunIdentity(CanonicalJson.write(configuration));
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like a file without a configuration.
    }
    throw new InputException(
        run.uri(FILE) + " is damaged: delete it if the directory is of this configuration");
  }

  /** What is different in {@code other}: settings by dotted name, with both values. */
  public List<Difference> differences(RunIdentity other) {
    return Difference.between(
        CanonicalJson.parse(configuration), CanonicalJson.parse(other.configuration));
  }

  /**
   * Makes {@code run} the directory of this configuration, or finds that it is.
   *
   * @throws InputException if it belongs to another configuration
   */
  public void claim(RunDirectory run) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("format", Fingerprint.FORMAT);
    node.set("configuration", CanonicalJson.parse(configuration));
    byte[] bytes = CanonicalJson.pretty(node).getBytes(StandardCharsets.UTF_8);
    Optional<RunIdentity> there = read(run);
    if (there.isEmpty() && !run.publisher().createIfAbsent(FILE, out -> out.write(bytes))) {
      there = read(run);
    }
    List<Difference> differences = there.map(old -> old.differences(this)).orElse(List.of());
    if (!differences.isEmpty()) {
      throw new InputException(
          run
              + " holds a run of another configuration ("
              + differences.stream().map(Difference::toString).collect(Collectors.joining(", "))
              + "): choose another directory, or go back to its settings");
    }
  }

  /** Replaces whatever identity {@code run} has: for one who wants its stages done again. */
  public void replace(RunDirectory run) {
    run.delete(FILE);
    claim(run);
  }
}
