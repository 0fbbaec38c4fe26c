package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.RunConfig;
import dev.vireo.store.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --set}, of every command that reads a run's configuration. */
final class Overrides {

  /** Of the parameter that names the file. */
  static final String CONF =
      "YAML file, here or on any Hadoop file system; see conf/ for examples. A run's run.json"
          + " stands for the configuration it was last worked on with.";

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
    return over(file, List.of());
  }

  /** The same, with further settings on top of those. */
  ResolvedConfig<RunConfig> over(String file, String... more) {
    return over(file, List.of(more));
  }

  private ResolvedConfig<RunConfig> over(String file, List<String> more) {
    List<String> all = new ArrayList<>();
    boolean recorded = file.equals(RunRecord.FILE) || file.endsWith("/" + RunRecord.FILE);
    if (recorded) {
      String folder = file.substring(0, file.length() - RunRecord.FILE.length());
      all.add(
          "run='"
              + (folder.isEmpty() ? "." : folder.replaceAll("/+$", "")).replace("'", "''")
              + "'");
    }
    all.addAll(settings);
    all.addAll(more);
    ConfigReader reader = new ConfigReader();
    return recorded
        ? reader.readWithin(RunConfig.class, file, "configuration", all)
        : reader.read(RunConfig.class, file, all);
  }

  /** A file's path in a folder. */
  static String within(String folder, String file) {
    return folder.replaceAll("/+$", "") + "/" + file;
  }
}
