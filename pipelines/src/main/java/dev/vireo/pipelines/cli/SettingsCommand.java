package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.PipelineKind;
import dev.vireo.pipelines.SettingsReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo settings}: every key of a configuration. */
@Command(
    name = "settings",
    description = {
      "List every key of a configuration with its default, its type and one sentence.",
      "",
      "docs/CONFIGURATION.md and conf/vireo.schema.json are made by this command."
    })
final class SettingsCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(
      arity = "0..1",
      paramLabel = "SECTION",
      description = "A section or a key, such as rollouts or update.optimizer; all if not given.")
  private String section;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      defaultValue = "grpo",
      description = "Whose settings; ${DEFAULT-VALUE} if not given.")
  private String pipeline;

  @ArgGroup private Form form = new Form();

  /** For whom the settings of all pipelines are written. */
  static final class Form {
    @Option(names = "--markdown", description = "Print docs/CONFIGURATION.md.")
    private boolean markdown;

    @Option(names = "--schema", description = "Print the JSON schema for editors.")
    private boolean schema;
  }

  @Override
  public Integer call() throws IOException {
    String text =
        form.markdown
            ? SettingsReference.markdown()
            : form.schema
                ? SettingsReference.schema()
                : SettingsReference.text(PipelineKind.named(pipeline), section);
    vireo.console().out().write(text.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }
}
