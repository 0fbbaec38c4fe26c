package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.jobs.advantages.Algorithm;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.rewards.model.Aggregate;
import dev.vireo.jobs.rewards.model.TooLong;
import dev.vireo.jobs.runtime.progress.ConsoleProgress;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.pipelines.spark.SparkVersions;
import dev.vireo.reports.completions.Filter;
import dev.vireo.reports.completions.Measure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The {@code vireo} command: its global options, its commands and what becomes of mistakes. */
@Command(
    name = "vireo",
    description = "Batch RLHF on Spark: prompts to a better model, by GRPO and GRPOVI.",
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or nothing left to do",
      "1:failed",
      "2:bad input, configuration or arguments",
      "75:waiting for rewards to be published; run the same command later",
      "130, 143:stopped by Ctrl-C, by SIGTERM; the same command continues"
    },
    scope = ScopeType.INHERIT,
    sortOptions = false,
    // A command is added by naming its class here.
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      SettingsCommand.class,
      RunCommand.class,
      PlanCommand.class,
      StageCommand.class,
      StagesCommand.class,
      ForkCommand.class,
      PublishCommand.class,
      AdjustCommand.class,
      SampleCommand.class,
      ScoreCommand.class,
      EvaluateCommand.class,
      VerifyCommand.class,
      TablesCommand.class,
      RunsCommand.class,
      ShowCommand.class,
      BrowseCommand.class,
      ReportCommand.class,
      AuditCommand.class,
      StudyCommand.class,
      RescoreCommand.class,
      TrackCommand.class,
      CleanCommand.class,
      ConvertCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      PackageCommand.class
    })
public final class Vireo {

  /** Tell conf/log4j2.properties which appender to use and what to log. */
  private static final String LOG_FORMAT_PROPERTY = "vireo.log.format";

  private static final String LOG_LEVEL_PROPERTY = "vireo.log.level";

  private final Console console;
  private String lastError = "";

  /** What to say when a signal ends this process; a run says where it is. */
  private volatile Supplier<String> position = () -> "stopped";

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      order = 100,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  @Option(
      names = "--log-format",
      scope = ScopeType.INHERIT,
      order = 101,
      paramLabel = "text|json",
      defaultValue = "text",
      description = "The format of standard error; ${DEFAULT-VALUE} if not given.")
  private LogFormat logFormat = LogFormat.TEXT;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      order = 102,
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--version",
      order = 103,
      versionHelp = true,
      description = "Show the version of Vireo, its commit, and Java.")
  private boolean version;

  private Vireo(Console console) {
    this.console = console;
  }

  /** Runs a command in its own process. */
  public static void main(String[] arguments) {
    StopSignals signals = new StopSignals();
    Vireo vireo = new Vireo(signals.console());
    // On a cluster the driver's container is Spark's to end.
    if (!ProcessEnd.isInCluster()) {
      signals.install(vireo::farewell);
    }
    int exitCode = vireo.run(arguments);
    if (signals.endsByItself()) {
      ProcessEnd.with(exitCode, vireo.lastError);
    }
  }

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  public static int execute(Console console, String... arguments) {
    return new Vireo(console).run(arguments);
  }

  private int run(String... arguments) {
    String garbled = ArgumentMistake.garbled(arguments);
    if (!garbled.isEmpty()) {
      error(garbled);
      return ExitCode.BAD_INPUT;
    }
    try {
      CommandLine commandLine = commandLine();
      if (arguments.length == 0) {
        commandLine.usage(console.err());
        return ExitCode.BAD_INPUT;
      }
      return commandLine.execute(arguments);
    } catch (Throwable t) {
      // Errors, such as no memory: the command line passes only exceptions to its handlers.
      return fail(t);
    }
  }

  /** The streams. */
  public Console console() {
    return console;
  }

  /** How standard error is written. */
  public LogFormat logFormat() {
    return logFormat;
  }

  /** Tells the user something on standard error, in the format asked for. */
  public void warn(String message) {
    say("warn", message);
  }

  /** Tells the user what went wrong on standard error, in the format asked for. */
  public void error(String message) {
    lastError = message;
    say("error", message);
  }

  /** What to say when a signal ends this process. */
  void position(Supplier<String> stopped) {
    position = stopped;
  }

  private String farewell() {
    String line = line("warn", position.get()) + System.lineSeparator();
    // A live line of progress, and what the terminal shows of Ctrl-C.
    boolean live = logFormat == LogFormat.TEXT && System.console() != null;
    return live ? ConsoleProgress.CLEAR + line : line;
  }

  private void say(String level, String message) {
    console.err().println(line(level, message));
  }

  private String line(String level, String message) {
    if (logFormat == LogFormat.TEXT) {
      return "vireo: " + message;
    }
    return "{\"time\":\""
        + Instant.now().truncatedTo(ChronoUnit.MILLIS)
        + "\",\"level\":\""
        + level
        + "\",\"message\":\""
        + new String(JsonStringEncoder.getInstance().quoteAsString(message))
        + "\"}";
  }

  /** The command and all of its commands, ready to parse. */
  CommandLine commandLine() {
    return new CommandLine(this)
        .registerConverter(LogFormat.class, KebabCaseEnums.converter(LogFormat.class))
        .registerConverter(
            AdjustCommand.Format.class, KebabCaseEnums.converter(AdjustCommand.Format.class))
        .registerConverter(Aggregate.class, KebabCaseEnums.converter(Aggregate.class))
        .registerConverter(Algorithm.class, KebabCaseEnums.converter(Algorithm.class))
        .registerConverter(Filter.class, KebabCaseEnums.converter(Filter.class))
        .registerConverter(DuplicatePolicy.class, KebabCaseEnums.converter(DuplicatePolicy.class))
        .registerConverter(FloatFormat.class, KebabCaseEnums.converter(FloatFormat.class))
        .registerConverter(Measure.class, KebabCaseEnums.converter(Measure.class))
        .registerConverter(LengthPolicy.class, KebabCaseEnums.converter(LengthPolicy.class))
        .registerConverter(
            PublishCommand.Published.class,
            KebabCaseEnums.converter(PublishCommand.Published.class))
        .registerConverter(
            CompletionCommand.Shell.class, KebabCaseEnums.converter(CompletionCommand.Shell.class))
        .registerConverter(SourceFormat.class, KebabCaseEnums.converter(SourceFormat.class))
        .registerConverter(TooLong.class, KebabCaseEnums.converter(TooLong.class))
        .registerConverter(SpecialTokens.class, KebabCaseEnums.converter(SpecialTokens.class))
        .registerConverter(Ties.class, KebabCaseEnums.converter(Ties.class))
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setExpandAtFiles(false)
        .setUsageHelpLongOptionsMaxWidth(26)
        .setExecutionStrategy(
            parsed -> {
              System.setProperty(LOG_FORMAT_PROPERTY, logFormat.name().toLowerCase(Locale.ROOT));
              if (debug && System.getProperty(LOG_LEVEL_PROPERTY) == null) {
                System.setProperty(LOG_LEVEL_PROPERTY, "warn");
              }
              // Help is quick, and looks into none of Spark's jars.
              if (!helpIsAskedFor(parsed)) {
                SparkVersions.warning().ifPresent(this::warn);
              }
              return new CommandLine.RunLast().execute(parsed);
            })
        .setParameterExceptionHandler(
            (exception, arguments) -> {
              error(ArgumentMistake.of(exception));
              return ExitCode.BAD_INPUT;
            })
        .setExecutionExceptionHandler((exception, commandLine, parsed) -> fail(exception));
  }

  private static boolean helpIsAskedFor(ParseResult parsed) {
    return parsed.isUsageHelpRequested()
        || parsed.isVersionHelpRequested()
        || (parsed.hasSubcommand() && helpIsAskedFor(parsed.subcommand()));
  }

  private int fail(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (!failure.message().isEmpty()) {
      error(failure.message());
    }
    if (debug) {
      thrown.printStackTrace(console.err());
    }
    return failure.exitCode();
  }
}
