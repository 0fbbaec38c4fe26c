package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ResolvedConfig;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --set}, of every command that reads a run's configuration. */
final class Overrides {

  /** Of the parameter that names the file. */
  static final String CONF =
      "YAML file, local or on any Hadoop file system; see conf/ for examples. A run's run.json is"
          + " the configuration it was last run with.";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override one setting, such as --set rollouts.temperature=0.5; repeatable.")
  private List<String> settings = List.of();

  /** As they were given. */
  List<String> settings() {
    return settings;
  }

  /** What {@code file} says, with these settings on top. */
  ResolvedConfig<?> over(String file) {
    return Configurations.resolve(file, settings);
  }

  /** The same, with further settings on top of those. */
  ResolvedConfig<?> over(String file, String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return Configurations.resolve(file, all);
  }

  /** A file's path in a folder. */
  static String within(String folder, String file) {
    return folder.replaceAll("/+$", "") + "/" + file;
  }
}
