package dev.vireo.store.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.SettingsTree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The configuration that a run was last worked on with: its {@code run.json}. It is only a record:
 * whether a run may continue with another configuration is decided by its stages' manifests.
 *
 * @param configuration canonical JSON of the settings, without the run directory and without keys
 */
public record RunRecord(String configuration) {
  /** The file's name. */
  public static final String FILE = "run.json";

  /** The record of these settings: a record, or anything else that {@link SettingsTree} accepts. */
  public static RunRecord of(Object settings) {
    return new RunRecord(CanonicalJson.write(SettingsTree.of(settings)));
  }

  /**
   * The record of a run; empty if it has none yet.
   *
   * @throws InputException if the file is damaged
   */
  public static Optional<RunRecord> read(RunDirectory run) {
    Optional<byte[]> bytes = run.read(FILE);
    Optional<RunRecord> record = bytes.flatMap(RunRecord::parse);
    if (bytes.isPresent() && record.isEmpty()) {
      throw new InputException(
          run.uri(FILE) + " is damaged: 'vireo run' with the run's configuration rewrites it");
    }
    return record;
  }

  /**
   * The record of a run that must have one.
   *
   * @throws InputException if {@code run} is not a run directory, or the file is damaged
   */
  public static RunRecord require(RunDirectory run) {
    return read(run)
        .orElseThrow(() -> new InputException(run + " is not a run directory: it has no " + FILE));
  }

  /** The record of a run; empty if it has none or the file is damaged. */
  public static Optional<RunRecord> find(RunDirectory run) {
    return run.read(FILE).flatMap(RunRecord::parse);
  }

  private static Optional<RunRecord> parse(byte[] bytes) {
    try {
      JsonNode configuration =
          CanonicalJson.parse(new String(bytes, StandardCharsets.UTF_8)).path("configuration");
      return configuration.isObject()
          ? Optional.of(new RunRecord(CanonicalJson.write(configuration)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The settings. */
  public JsonNode settings() {
    return CanonicalJson.parse(configuration);
  }

  /**
   * Writes the record to {@code run}, replacing the previous one; does nothing if they are equal.
   */
  public void write(RunDirectory run) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("format", Fingerprint.FORMAT);
    node.set("configuration", settings());
    byte[] bytes = CanonicalJson.pretty(node).getBytes(StandardCharsets.UTF_8);
    Optional<byte[]> there = run.read(FILE);
    if (there.isPresent() && Arrays.equals(there.get(), bytes)) {
      return;
    }
    if (there.isPresent() || !run.publisher().createIfAbsent(FILE, out -> out.write(bytes))) {
      run.publisher().publish(FILE, out -> out.write(bytes));
    }
  }
}
