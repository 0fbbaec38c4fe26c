package dev.vireo.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatasetsTest {
  static Stream<DatasetType<?>> all() {
    return Datasets.all().stream();
  }

  @Test
  void areNamedInTheOrderOfARun() {
    assertThat(Datasets.all())
        .extracting(DatasetType::name)
        .containsExactly(
            "prompts",
            "demonstrations",
            "preferences",
            "preference_pairs",
            "preference_logprobs",
            "unpaired_examples",
            "unpaired_logprobs",
            "step_labels",
            "step_examples",
            "rollouts",
            "logprobs",
            "rewards",
            "selections",
            "verdicts",
            "best_of_n",
            "accepted",
            "values",
            "advantages",
            "metrics",
            "evaluations",
            "held_out_verdicts",
            "suite_results",
            "scores");
    assertThat(Datasets.named("rewards")).contains(Datasets.REWARDS);
    assertThat(Datasets.named("reward")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void haveTheirKeyAndPartitionAmongTheirRequiredColumns(DatasetType<?> type) {
    assertThat(type.key()).isNotEmpty().doesNotHaveDuplicates();
    for (String name : type.key()) {
      assertRequired(type, name);
    }
    type.partitionColumn().ifPresent(name -> assertRequired(type, name));
  }

  private static void assertRequired(DatasetType<?> type, String name) {
    Schema.Field field = type.schema().getField(name);
    assertThat(field).as("column %s of %s", name, type).isNotNull();
    assertThat(field.schema().getType())
        .isIn(Schema.Type.INT, Schema.Type.STRING, Schema.Type.ENUM);
  }

  @ParameterizedTest
  @MethodSource("all")
  void documentEveryColumn(DatasetType<?> type) {
    assertDocumented(type.name(), type.schema());
  }

  private static void assertDocumented(String path, Schema schema) {
    switch (schema.getType()) {
      case RECORD -> {
        assertThat(schema.getDoc()).as(path).isNotBlank();
        for (Schema.Field field : schema.getFields()) {
          String name = path + "." + field.name();
          assertThat(field.doc()).as(name).isNotBlank();
          assertDocumented(name, field.schema());
        }
      }
      case ARRAY -> assertDocumented(path, schema.getElementType());
      case MAP -> assertDocumented(path, schema.getValueType());
      case UNION -> schema.getTypes().forEach(each -> assertDocumented(path, each));
      default -> {}
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void areTheSameConstantAfterATrip(DatasetType<?> type) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(type);
    }
    assertThat(read(bytes.toByteArray())).isSameAs(type);
  }

  private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  @Test
  void putRowsOfOneGroupUnderOneKey() {
    for (DatasetType<?> type :
        List.of(
            Datasets.ROLLOUTS,
            Datasets.LOGPROBS,
            Datasets.REWARDS,
            Datasets.VALUES,
            Datasets.ADVANTAGES)) {
      assertThat(type.key()).containsExactly("iteration", "prompt_id");
      assertThat(type.partitionColumn()).contains("iteration");
      assertThat(type.schema().getField("completions")).isNotNull();
    }
  }
}
