package dev.vireo.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the schemas against every version that was ever released. See SPEC.md, Evolution. */
class EvolutionTest {
  static IntStream versions() {
    return IntStream.rangeClosed(1, Datasets.SCHEMA_VERSION);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyReleasedFileCanBeRead(int version) {
    released(version)
        .forEach(
            (name, old) -> {
              Schema now = Datasets.named(name).orElseThrow().schema();
              assertCompatible("reading " + name + " of version " + version, now, old);
            });
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyReleasedBuildCanReadWhatIsWrittenNow(int version) {
    released(version)
        .forEach(
            (name, old) -> {
              Schema now = Datasets.named(name).orElseThrow().schema();
              assertCompatible("version " + version + " reading " + name, old, now);
            });
  }

  @ParameterizedTest
  @MethodSource("versions")
  void noColumnIsEverRemoved(int version) {
    released(version)
        .forEach(
            (name, old) ->
                assertThat(columns(Datasets.named(name).orElseThrow().schema()))
                    .as("columns of %s", name)
                    .containsAll(columns(old)));
  }

  /** The reader for notebooks refuses what is newer than it knows. */
  @Test
  void thePythonPackageKnowsTheNewestVersion() throws IOException {
    assertThat(Files.readString(Path.of("../python/vireo_runs/src/vireo_runs/partition.py")))
        .contains("NEWEST_SCHEMAS = %d\n".formatted(Datasets.SCHEMA_VERSION));
  }

  @Test
  void theNewestFrozenVersionIsWhatIsWrittenNow() {
    Map<String, Schema> frozen = released(Datasets.SCHEMA_VERSION);
    for (DatasetType<?> type : Datasets.all()) {
      assertThat(SchemaNormalization.toParsingForm(type.schema()))
          .as("%s has changed: raise Datasets.SCHEMA_VERSION and freeze it, see SPEC.md", type)
          .isEqualTo(SchemaNormalization.toParsingForm(frozen.get(type.name())));
    }
  }

  @Test
  void theCheckFindsAColumnThatIsRemovedOrRenamedOrRequired() {
    Schema old = Datasets.PREFERENCES.schema();
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : old.getFields()) {
      String name = field.name().equals("chosen") ? "preferred" : field.name();
      fields.add(new Schema.Field(name, field.schema(), field.doc()));
    }
    Schema renamed = Schema.createRecord(old.getName(), "", old.getNamespace(), false, fields);
    assertThat(compatibility(renamed, old)).isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
    assertThat(columns(renamed).containsAll(columns(old))).isFalse();
  }

  private static void assertCompatible(String what, Schema reader, Schema writer) {
    assertThat(compatibility(reader, writer))
        .as(what)
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }

  /** Dotted names of all columns, nested ones included. */
  private static Set<String> columns(Schema schema) {
    Set<String> names = new TreeSet<>();
    collect("", schema, names);
    return names;
  }

  private static void collect(String name, Schema schema, Set<String> names) {
    switch (schema.getType()) {
      case RECORD ->
          schema
              .getFields()
              .forEach(each -> collect(name + "." + each.name(), each.schema(), names));
      case ARRAY -> collect(name, schema.getElementType(), names);
      case MAP -> collect(name, schema.getValueType(), names);
      case UNION -> schema.getTypes().forEach(each -> collect(name, each, names));
      default -> names.add(name);
    }
  }

  /**
   * The frozen schemas of a version, by dataset; one parser, as one schema may use another's type.
   */
  private static Map<String, Schema> released(int version) {
    URL folder = EvolutionTest.class.getResource("/released/v" + version);
    assertThat(folder).as("frozen schemas of version %d", version).isNotNull();
    Schema.Parser parser = new Schema.Parser();
    Map<String, Schema> schemas = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      // Rollouts define a type that others use.
      for (Path file : files.sorted((a, b) -> order(a).compareTo(order(b))).toList()) {
        String name = file.getFileName().toString().replace(".avsc", "");
        schemas.put(name, parser.parse(Files.readString(file)));
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    assertThat(schemas).isNotEmpty();
    return schemas;
  }

  private static String order(Path file) {
    String name = file.getFileName().toString();
    return (name.equals("rollouts.avsc") ? "0" : "1") + name;
  }
}
