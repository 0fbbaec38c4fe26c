package dev.vireo.store.manifest;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where, when and by which software something was made: recorded, never compared.
 *
 * @param spark version of Spark; empty if it had no part
 * @param master its master; empty likewise
 */
public record Provenance(String spark, String master) {
  /** Of work that this process does by itself. */
  public static Provenance here() {
    return new Provenance("", "");
  }

  /** The facts by name, without those that are not known. */
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
