package dev.vireo.store.files;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;

/**
 * The explicitly set part of a Hadoop configuration, as a map that is sent with tasks. Hadoop's
 * defaults are the same everywhere and are left out.
 */
public final class HadoopSettings {
  private static final Map<Map<String, String>, Configuration> CONFIGURATIONS =
      new ConcurrentHashMap<>();

  private HadoopSettings() {}

  /** Entries of {@code configuration} that differ from Hadoop's defaults. */
  public static Map<String, String> of(Configuration configuration) {
    Map<String, String> settings = new TreeMap<>();
    for (Map.Entry<String, String> entry : configuration) {
      String[] sources = configuration.getPropertySources(entry.getKey());
      if (sources != null
          && sources.length > 0
          && !sources[sources.length - 1].endsWith("-default.xml")) {
        settings.put(entry.getKey(), entry.getValue());
      }
    }
    return settings;
  }

  /** Hadoop's defaults overridden by {@code settings}; one instance for the whole process. */
  public static Configuration configuration(Map<String, String> settings) {
    return CONFIGURATIONS.computeIfAbsent(
        settings,
        entries -> {
          Configuration configuration = new Configuration();
          entries.forEach(configuration::set);
          return configuration;
        });
  }
}
