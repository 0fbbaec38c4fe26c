package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.PipelineKind;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.Setting;
import dev.vireo.pipelines.config.StarterFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo init}: a configuration to begin with. */
@Command(
    name = "init",
    description = {
      "Write a starting configuration: every key with its default and a description, and a value to"
          + " replace where there is no default."
    })
final class InitCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(index = "0", paramLabel = "PIPELINE", description = "Such as grpo.")
  private String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The file to write; PIPELINE.yaml if not given. An existing file is kept.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Write this value, such as --set prompts.path=train.jsonl; repeatable.")
  private List<String> settings = List.of();

  @Override
  public Integer call() throws IOException {
    PipelineKind pipeline = PipelineKind.named(name);
    Path made = file == null ? Path.of(name + ".yaml") : file;
    List<Setting> keys = pipeline.keys();
    Map<String, String> given = given(keys);
    // The same checks as of a file, with the same words.
    new ConfigReader().read(pipeline.settings(), settings);
    List<String> missing = new ArrayList<>(pipeline.required().keySet());
    missing.removeAll(given.keySet());
    missing.remove("pipeline");
    missing.sort(null);
    Map<String, String> values = new TreeMap<>(pipeline.required());
    values.putAll(given);
    write(made, header(pipeline, made) + new StarterFile(values).of(keys));
    vireo.warn(
        missing.isEmpty()
            ? "wrote %s; next: vireo plan %s".formatted(made, made)
            : "wrote %s; replace the values of %s, then: vireo plan %s"
                .formatted(made, String.join(", ", missing), made));
    return ExitCode.DONE;
  }

  private Map<String, String> given(List<Setting> keys) {
    Map<String, String> given = new TreeMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals <= 0) {
        throw new InputException("--set " + setting + ": expected key=value");
      }
      String key = setting.substring(0, equals).strip();
      if (Setting.find(keys, key).isSection()) {
        throw new InputException("--set " + setting + ": name a key of the section " + key);
      }
      given.put(key, setting.substring(equals + 1));
    }
    return given;
  }

  private static String header(PipelineKind pipeline, Path file) {
    Path schema = Path.of(System.getProperty("vireo.home", "."), "conf", "vireo.schema.json");
    String editor =
        Files.exists(schema)
            ? "# yaml-language-server: $schema=" + schema.toAbsolutePath().normalize() + "\n"
            : "";
    return "# ./vireo run "
        + file
        + "\n"
        + editor
        + "#\n# "
        + pipeline.purpose()
        + "\n"
        + "# Every key is here with its default: remove the # before a key to change it. Keys"
        + " without # have no default.\n\n";
  }

  private static void write(Path file, String text) throws IOException {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new InputException(file + " already exists: give another name, or delete it", e);
    } catch (NoSuchFileException e) {
      throw new InputException(
          "Cannot write " + file + ": there is no directory " + file.toAbsolutePath().getParent(),
          e);
    }
  }
}
