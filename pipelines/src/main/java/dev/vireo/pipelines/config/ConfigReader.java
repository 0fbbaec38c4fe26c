package dev.vireo.pipelines.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads a YAML file into a settings record, over the record's defaults.
 *
 * <p>A settings record has a static {@code defaults()} and checks itself in its compact
 * constructor. Keys are its components in kebab-case. See {@link Overlay} for how a file is laid
 * over the defaults; overrides come after the file, in order.
 */
public final class ConfigReader {

  private final UnaryOperator<String> environment;

  /** A reader that resolves references in this process's environment. */
  public ConfigReader() {
    this(System::getenv);
  }

  /**
   * @param environment from a variable's name to its value, or null if there is none
   */
  public ConfigReader(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  /**
   * Reads what a file says.
   *
   * @param overrides {@code key=value}, the key a dotted path with list indices ({@code
   *     rewards.0.weight=2}), the value in YAML
   * @throws InputException naming file, key and what is allowed there
   */
  public <R extends Record> ResolvedConfig<R> read(
      Class<R> type, ConfigFile file, List<String> overrides) {
    if (file.written().isNull()) {
      throw new InputException(file.source() + ": expected keys and values, found nothing");
    }
    // What is laid over may become a part of the tree, which overrides change.
    return resolve(type, file.written().deepCopy(), file.source(), overrides);
  }

  /** The same, of a file of this machine. */
  public <R extends Record> ResolvedConfig<R> read(
      Class<R> type, Path file, List<String> overrides) {
    return read(type, ConfigFile.read(file.toString()), overrides);
  }

  /**
   * The defaults with overrides only, if there is no file.
   *
   * @throws InputException naming the key and what is allowed there
   */
  public <R extends Record> ResolvedConfig<R> read(Class<R> type, List<String> overrides) {
    return resolve(type, MissingNode.getInstance(), "defaults", overrides);
  }

  /**
   * What is written, laid over settings that were resolved before, such as those of a run, in place
   * of the defaults. Environment variables that only those name may be missing: they count as
   * empty.
   *
   * @param base the tree of all settings
   * @throws InputException naming source, key and what is allowed there
   */
  public <R extends Record> ResolvedConfig<R> over(
      Class<R> type, JsonNode base, ConfigFile written) {
    JavaType root = SettingsMapper.mapper().constructType(type);
    EnvironmentReferences strict = new EnvironmentReferences(environment);
    JsonNode tree =
        new Overlay(written.source(), strict)
            .over(base.deepCopy(), written.written().deepCopy(), root, "");
    EnvironmentReferences lenient =
        new EnvironmentReferences(name -> Optional.ofNullable(environment.apply(name)).orElse(""));
    return new ResolvedConfig<>(
        written.source(), bind(type, tree, lenient, written.source()), tree);
  }

  /**
   * One setting that stands alone, such as an option of a command.
   *
   * @param yaml the value as it would stand in a file
   * @param source what to call it in errors
   * @throws InputException saying what is allowed
   */
  public static <T> T value(Class<T> type, String yaml, String source) {
    EnvironmentReferences none = new EnvironmentReferences(name -> null);
    JsonNode written = YamlTree.parse(yaml, source);
    JavaType javaType = SettingsMapper.mapper().constructType(type);
    JsonNode tree =
        new Overlay(source, none).over(MissingNode.getInstance(), written, javaType, "");
    return bind(type, tree, none, source);
  }

  private <R extends Record> ResolvedConfig<R> resolve(
      Class<R> type, JsonNode written, String source, List<String> overrides) {
    JavaType root = SettingsMapper.mapper().constructType(type);
    EnvironmentReferences references = new EnvironmentReferences(environment);
    JsonNode tree =
        new Overlay(source, references)
            .over(Presets.defaults(type, written, source, overrides).deepCopy(), written, root, "");
    for (String override : overrides) {
      tree = apply(override, tree, root, references);
    }
    String from = overrides.isEmpty() ? source : source + " with --set";
    return new ResolvedConfig<>(from, bind(type, tree, references, from), tree);
  }

  private static JsonNode apply(
      String override, JsonNode tree, JavaType root, EnvironmentReferences references) {
    int equals = override.indexOf('=');
    if (equals <= 0) {
      throw new InputException(
          "--set " + override + ": expected key=value, as in --set rollouts.group-size=16");
    }
    String source = "--set " + override;
    List<String> path = List.of(override.substring(0, equals).strip().split("\\.", -1));
    JsonNode value = YamlTree.parse(override.substring(equals + 1), source);
    return new PathOverride(new Overlay(source, references)).apply(tree, path, value, root, "");
  }

  private static <R> R bind(
      Class<R> type, JsonNode tree, EnvironmentReferences references, String source) {
    try {
      JavaType root = SettingsMapper.mapper().constructType(type);
      return SettingsMapper.mapper().treeToValue(references.resolve(tree, root), type);
    } catch (JsonProcessingException e) {
      String key = e instanceof JsonMappingException mapping ? path(mapping) : "";
      throw new InputException(
          source + ": " + (key.isEmpty() ? "" : key + ": ") + references.conceal(reason(e, key)),
          e);
    }
  }

  /** What the record's constructor said, without the key; or the mapper's own first line. */
  private static String reason(JsonProcessingException e, String key) {
    String name = key.substring(key.lastIndexOf('.') + 1) + ": ";
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException || cause instanceof IllegalArgumentException) {
        String reason = cause.getMessage();
        return reason != null && reason.startsWith(name) ? reason.substring(name.length()) : reason;
      }
    }
    return e.getOriginalMessage();
  }

  private static String path(JsonMappingException e) {
    String key = "";
    for (JsonMappingException.Reference reference : e.getPath()) {
      String name =
          reference.getFieldName() != null
              ? reference.getFieldName()
              : Integer.toString(reference.getIndex());
      key = Overlay.join(key, name);
    }
    return key;
  }
}
