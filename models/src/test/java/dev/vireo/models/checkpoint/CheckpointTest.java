package dev.vireo.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.TinyModel;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.safetensors.SafetensorsFile;
import dev.vireo.models.safetensors.SafetensorsWriter;
import dev.vireo.models.safetensors.TensorSource;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointTest {
  private static final String OPTIMIZER = "training-state/optimizer.safetensors";

  private static final ModelConfig CONFIG = TinyModel.qwen();
  private static final ParameterSet PARAMETERS =
      RandomModel.parameters(CONFIG, new LanguageModelHead(), 1);

  @TempDir private Path directory;
  private CarriedFiles files;

  @BeforeEach
  void tokenizer() {
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      files = CarriedFiles.of(tokenizer);
    }
  }

  private static OptimizerState state() {
    Random random = new Random(2);
    ParameterSet first = ParameterSet.zeros(PARAMETERS.sizes());
    ParameterSet second = ParameterSet.zeros(PARAMETERS.sizes());
    for (int at = 0; at < first.count(); at++) {
      for (int i = 0; i < first.at(at).length; i++) {
        first.at(at)[i] = (float) random.nextGaussian();
        second.at(at)[i] = random.nextFloat() * 1e-30f;
      }
    }
    return new OptimizerState(1L << 40, first, second);
  }

  @Test
  void comesBackExactly() {
    Path path = directory.resolve("checkpoints").resolve("step-3");
    Checkpoint.write(path, CONFIG, PARAMETERS, state(), files);
    Checkpoint checkpoint = Checkpoint.open(path);
    assertThat(checkpoint.step()).isEqualTo(1L << 40);
    assertThat(checkpoint.optimizerState()).isEqualTo(state());
    assertThat(checkpoint.model().config()).isEqualTo(CONFIG);
    assertThat(checkpoint.model().parameters()).isEqualTo(PARAMETERS);
    try (Tokenizer tokenizer = checkpoint.model().tokenizer()) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(257);
    }
  }

  @Test
  void bytesDependOnTheContentOnly() throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Checkpoint.write(first, CONFIG, PARAMETERS, state(), files);
    Checkpoint back = Checkpoint.open(first);
    Checkpoint.write(
        second,
        back.model().config(),
        back.model().parameters(),
        back.optimizerState(),
        back.model().carriedFiles());
    for (String name : new String[] {"config.json", "model.safetensors", OPTIMIZER}) {
      assertThat(second.resolve(name)).hasSameBinaryContentAs(first.resolve(name));
    }
  }

  @Test
  void momentsHaveTheNamesAndShapesOfTheirParameters() {
    Path path = directory.resolve("step-1");
    Checkpoint.write(path, CONFIG, PARAMETERS, state(), files);
    try (SafetensorsFile file = SafetensorsFile.open(path.resolve(OPTIMIZER))) {
      assertThat(file.tensors()).hasSize(2 * 15 + 1);
      assertThat(file.tensor("exp_avg.model.layers.0.mlp.up_proj.weight").shape())
          .containsExactly(12L, 8L);
      assertThat(file.tensor("exp_avg_sq.model.norm.weight").shape()).containsExactly(8L);
    }
  }

  @Test
  void whatIsAtTheTopIsTheModelAlone() throws IOException {
    Path path = directory.resolve("step-1");
    Checkpoint.write(path, CONFIG, PARAMETERS, state(), files);
    Path model = directory.resolve("model");
    ModelDirectory.write(model, CONFIG, PARAMETERS, files);
    assertThat(names(path)).containsAll(names(model)).hasSize(names(model).size() + 1);
    assertThat(path.resolve("training-state")).isDirectory();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void oneOfBeforeHasItsOptimizerAtTheTop() throws IOException {
    Path path = directory.resolve("step-1");
    Checkpoint.write(path, CONFIG, PARAMETERS, state(), files);
    Files.move(path.resolve(OPTIMIZER), path.resolve("optimizer.safetensors"));
    Files.delete(path.resolve("training-state"));
    assertThat(Checkpoint.open(path).optimizerState()).isEqualTo(state());
    assertThat(Checkpoint.open(path).step()).isEqualTo(state().step());
  }

  @Test
  void aModelAloneIsNoCheckpoint() {
    Path path = directory.resolve("model");
    ModelDirectory.write(path, CONFIG, PARAMETERS, files);
    assertThatThrownBy(() -> Checkpoint.open(path))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("without optimizer.safetensors");
  }

  @Test
  void statesOfAnotherModelAreRefused() throws IOException {
    Path path = directory.resolve("step-1");
    Checkpoint.write(path, CONFIG, PARAMETERS, state(), files);
    Path optimizer = path.resolve(OPTIMIZER);
    List<TensorSource> tensors = new ArrayList<>();
    Checkpoint checkpoint = Checkpoint.open(path);
    checkpoint
        .model()
        .layout()
        .parameters()
        .forEach(
            parameter -> {
              for (String prefix : new String[] {"exp_avg.", "exp_avg_sq."}) {
                tensors.add(
                    new TensorSource(
                        prefix + parameter.name(),
                        parameter.shape(),
                        PARAMETERS.elements(parameter)));
              }
            });

    tensors.add(new TensorSource("exp_avg.other", List.of(1), new float[1]));
    rewrite(optimizer, tensors, 1);
    assertRefused(checkpoint, "tensor exp_avg.other belongs to another model");
    tensors.remove(tensors.size() - 1);

    TensorSource last = tensors.remove(tensors.size() - 1);
    rewrite(optimizer, tensors, 1);
    assertRefused(checkpoint, "exp_avg_sq.model.norm.weight");

    tensors.add(new TensorSource(last.name(), List.of(2, 4), new float[8]));
    rewrite(optimizer, tensors, 1);
    assertRefused(checkpoint, "has the shape [2, 4], the model's parameter [8]");

    tensors.set(tensors.size() - 1, last);
    rewrite(optimizer, tensors, -1);
    assertRefused(checkpoint, "step -1 is negative");

    rewrite(optimizer, tensors, 1);
    assertThat(checkpoint.optimizerState().firstMoment()).isEqualTo(PARAMETERS);

    Files.write(optimizer, new byte[100]);
    assertRefused(checkpoint, "optimizer.safetensors");
  }

  private static void rewrite(Path file, List<TensorSource> tensors, long step) throws IOException {
    Files.delete(file);
    SafetensorsWriter.write(file, tensors, FloatFormat.FLOAT32, Map.of("step", step));
  }

  private static void assertRefused(Checkpoint checkpoint, String message) {
    assertThatThrownBy(checkpoint::optimizerState)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("optimizer.safetensors")
        .hasMessageContaining(message);
  }

  @Test
  void statesAreChecked() {
    assertThat(OptimizerState.initial(ParameterSet.zeros(3)))
        .isEqualTo(new OptimizerState(0, ParameterSet.zeros(3), ParameterSet.zeros(3)))
        .isNotEqualTo(OptimizerState.initial(ParameterSet.zeros(4)));
    assertThatThrownBy(() -> new OptimizerState(-1, ParameterSet.zeros(1), ParameterSet.zeros(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new OptimizerState(0, ParameterSet.zeros(1), ParameterSet.zeros(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                Checkpoint.write(
                    directory.resolve("x"),
                    CONFIG,
                    PARAMETERS,
                    OptimizerState.initial(ParameterSet.zeros(1)),
                    files))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
