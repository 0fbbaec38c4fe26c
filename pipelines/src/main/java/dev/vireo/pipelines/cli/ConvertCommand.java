package dev.vireo.pipelines.cli;

import dev.vireo.models.adapter.PeftAdapter;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo convert}: a model directory as Vireo writes it. */
@Command(
    name = "convert",
    description =
        "Copy a model directory in the form of a checkpoint: one weight file, the configuration as"
            + " Vireo understands it, tokenizer and generation files unchanged. What Vireo does not"
            + " support is refused by name. With --adapter the copy is one whole model: the"
            + " adapter is added to its matrices.")
final class ConvertCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(index = "0", paramLabel = "IN", description = "A Hugging Face model directory.")
  private Path source;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "Where to write the copy: a new or empty directory.")
  private Path target;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description =
          "A low-rank adapter of this model, as written by PEFT, TRL or Unsloth, or a run's"
              + " checkpoint; merged into the copy.")
  private Path adapter;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "How weights are stored: float32, float16 or bfloat16; unchanged if not given.")
  private FloatFormat storage;

  @Override
  public Integer call() {
    ModelDirectory directory = ModelDirectory.open(source);
    FloatFormat format = storage == null ? directory.storage() : storage;
    ModelDirectory.write(
        target, directory.config(), parameters(directory), directory.carriedFiles(), format);
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    out.printf(
        Locale.ROOT,
        "%s: %s, %,d parameters, %s%n",
        target,
        directory.config().architecture().modelType(),
        directory.layout().size(),
        format.torchName());
    return ExitCode.DONE;
  }

  private ParameterSet parameters(ModelDirectory directory) {
    if (adapter == null) {
      return directory.parameters();
    }
    return PeftAdapter.read(adapter, directory.config()).merged(directory.parameters());
  }
}
