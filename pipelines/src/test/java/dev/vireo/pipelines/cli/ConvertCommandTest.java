package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.adapter.PeftAdapter;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConvertCommandTest {
  @TempDir private Path directory;
  private String model;

  @BeforeEach
  void writeModel() throws IOException {
    model = directory.resolve("model").toString();
    ModelConfig config =
        ModelConfig.builder(Architecture.QWEN3)
            .vocabularySize(260)
            .hiddenSize(8)
            .layers(1)
            .heads(2)
            .intermediateSize(12)
            .contextLength(64)
            .build();
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      ModelDirectory.write(
          Path.of(model),
          config,
          RandomModel.parameters(config, new LanguageModelHead(), 3),
          CarriedFiles.of(tokenizer),
          FloatFormat.BFLOAT16);
    }
    Files.writeString(Path.of(model, "generation_config.json"), "{\"temperature\": 0.6}\n");
  }

  private String place(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void toAndFroIsByteIdentical() throws IOException {
    Run wide = Run.of("convert", model, place("wide"), "--dtype", "float32");
    assertThat(wide.err()).isEmpty();
    assertThat(wide.exitCode()).isZero();
    assertThat(wide.out()).isEqualTo(place("wide") + ": qwen3, 4,736 parameters, float32\n");
    assertThat(ModelDirectory.open(Path.of(place("wide"))).storage())
        .isEqualTo(FloatFormat.FLOAT32);
    assertThat(Run.of("convert", place("wide"), place("back"), "--dtype", "bfloat16").exitCode())
        .isZero();
    assertThat(Run.of("convert", model, place("copy")).exitCode()).isZero();
    for (String copy : new String[] {"back", "copy"}) {
      try (var files = Files.list(Path.of(model))) {
        for (Path file : files.toList()) {
          assertThat(Path.of(place(copy)).resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
      }
    }
  }

  @Test
  void anAdapterIsMerged() {
    ModelDirectory base = ModelDirectory.open(Path.of(model));
    LoraAdapter adapter = new LoraAdapter(base.config(), LoraSettings.defaults());
    ParameterSet values = ParameterSet.zeros(adapter.layout());
    adapter
        .layout()
        .parameters()
        .forEach(parameter -> Arrays.fill(values.elements(parameter), 0.5f));
    new AdapterDirectory(adapter, values)
        .write(Path.of(place("adapter")), null, FloatFormat.FLOAT32);
    Run merge =
        Run.of(
            "convert", model, place("merged"), "--adapter", place("adapter"), "--dtype", "float32");
    assertThat(merge.err()).isEmpty();
    assertThat(ModelDirectory.open(Path.of(place("merged"))).parameters())
        .isEqualTo(
            PeftAdapter.read(Path.of(place("adapter")), base.config()).merged(base.parameters()))
        .isNotEqualTo(base.parameters());
    Run alone = Run.of("sample", "--model", place("adapter"), "--prompt", "a");
    assertThat(alone.exitCode()).isEqualTo(2);
    assertThat(alone.err())
        .contains("adapter without its model", "vireo convert MODEL OUT --adapter");
    Run none = Run.of("convert", model, place("out"), "--adapter", model);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("there is no adapter_config.json in it");
  }

  @Test
  void mistakesAreOneLine() {
    Run taken = Run.of("convert", model, model);
    assertThat(taken.exitCode()).isEqualTo(2);
    assertThat(taken.err()).contains("exists already").doesNotContain("\n\n");
    Run absent = Run.of("convert", place("absent"), place("out"));
    assertThat(absent.exitCode()).isEqualTo(2);
    assertThat(absent.err()).contains("there is no such directory");
    Run type = Run.of("convert", model, place("out"), "--dtype", "int4");
    assertThat(type.exitCode()).isEqualTo(2);
    assertThat(type.err()).contains("'int4' is not one of float32, float16, bfloat16");
  }
}
