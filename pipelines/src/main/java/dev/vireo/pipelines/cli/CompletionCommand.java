package dev.vireo.pipelines.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;

/** {@code vireo completion}: what the tab key does after {@code vireo}. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands, options and their values in a shell.",
      "",
      "In bash:  source <(vireo completion bash)",
      "In zsh:   source <(vireo completion zsh)",
      "The same line in ~/.bashrc or ~/.zshrc, after compinit, keeps it."
    })
final class CompletionCommand implements Callable<Integer> {

  /** The shells whose completion there is; one script serves both. */
  enum Shell {
    BASH,
    ZSH
  }

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell;

  @Override
  public Integer call() throws Exception {
    CommandLine commands = vireo.commandLine();
    nameValuesAsTheyAreWritten(commands);
    String script = AutoComplete.bash("vireo", commands);
    vireo.console().out().write(script.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }

  /** picocli would offer enums' constants, which are in capitals. */
  private static void nameValuesAsTheyAreWritten(CommandLine commands) {
    // Commands first: an option that they inherit is added to them again by its owner.
    commands.getSubcommands().values().forEach(CompletionCommand::nameValuesAsTheyAreWritten);
    CommandSpec spec = commands.getCommandSpec();
    for (OptionSpec option : List.copyOf(spec.options())) {
      if (option.type().isEnum()) {
        spec.remove(option);
        spec.addOption(
            OptionSpec.builder(option)
                .completionCandidates(values(option))
                .scopeType(ScopeType.LOCAL)
                .build());
      }
    }
    for (PositionalParamSpec parameter : List.copyOf(spec.positionalParameters())) {
      if (parameter.type().isEnum()) {
        spec.remove(parameter);
        spec.addPositional(
            PositionalParamSpec.builder(parameter).completionCandidates(values(parameter)).build());
      }
    }
  }

  private static List<String> values(ArgSpec argument) {
    return Arrays.stream(argument.type().getEnumConstants())
        .map(constant -> KebabCaseEnums.name((Enum<?>) constant))
        .toList();
  }
}
