package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.RunConfig;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --set}, of every command that reads a run's configuration. */
final class Overrides {

  /** Of the parameter that names the file. */
  static final String CONF =
      "YAML file, here or on any Hadoop file system; see conf/ for examples.";

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
  ResolvedConfig<RunConfig> over(String file) {
    return new ConfigReader().read(RunConfig.class, file, settings);
  }
}
