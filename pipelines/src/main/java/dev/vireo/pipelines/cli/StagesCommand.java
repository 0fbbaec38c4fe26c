package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.Configurations;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo stages}: what a run consists of. */
@Command(
    name = "stages",
    description = {
      "List a configuration's stages in order, with what each reads and writes.",
      "",
      "'vireo stage NAME' runs one of them, --redo runs one again."
    })
final class StagesCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "CONF", description = Overrides.CONF)
  private String file;

  @Mixin private Overrides overrides;

  @Option(names = "--json", description = "Print JSON, for schedulers.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    StageList stages = StageList.of(Configurations.read(file, overrides.settings()));
    out.print(json ? stages.json() : stages.text());
    out.flush();
    return ExitCode.DONE;
  }
}
