package dev.vireo.store.manifest;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where, when and by which software an output was made. It is recorded, but never compared.
 *
 * @param spark version of Spark; empty if Spark was not used
 * @param master Spark's master; empty if Spark was not used
 */
public record Provenance(String spark, String master) {
  /** The provenance of work that this process does on its own. */
  public static Provenance here() {
    return new Provenance("", "");
  }

  /** The known facts by name. */
  public Map<String, String> facts(Instant began, Instant ended) {
    TreeMap<String, String> facts = new TreeMap<>();
    facts.put("vireo", Build.current().version());
    facts.put("commit", Build.current().commit());
    facts.put("java", System.getProperty("java.version"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("arch", System.getProperty("os.arch"));
    facts.put("spark", spark);
    facts.put("master", master);
    facts.put("began", began.toString());
    facts.put("ended", ended.toString());
    facts.values().removeIf(String::isEmpty);
    return facts;
  }
}
