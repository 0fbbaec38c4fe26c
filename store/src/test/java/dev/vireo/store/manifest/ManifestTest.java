package dev.vireo.store.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final List<ChunkSummary> CHUNKS =
      List.of(
          ChunkSummary.of("part-00000.parquet", 100, "aa", 8, Map.of("reward", 0.1, "n", 8.0)),
          ChunkSummary.of("part-00001.parquet", 120, "bb", 8, Map.of("reward", 0.2, "n", 8.0)),
          ChunkSummary.of("part-00002.parquet", 90, "cc", 3, Map.of("reward", Double.NaN)));

  private static Manifest manifest(Map<String, String> provenance, List<ChunkSummary> chunks) {
    Fingerprint fingerprint =
        Fingerprint.of("score-rewards")
            .input("rollouts", "11")
            .settings(Map.of("rewards", List.of("length"), "scale", 0.5))
            .seed(-3);
    return new Manifest(fingerprint, "rewards", "iteration=2", 1, chunks, provenance);
  }

  @Test
  void readsBackAsItself() {
    Manifest manifest = manifest(Map.of("java", "17"), CHUNKS);
    Manifest back = Manifest.parse(manifest.toJson()).orElseThrow();
    assertThat(back.toJson()).isEqualTo(manifest.toJson());
    assertThat(back).isEqualTo(manifest);
    assertThat(back.fingerprint()).isEqualTo(manifest.fingerprint());
    assertThat(back.chunks()).isEqualTo(CHUNKS);
    assertThat(back.provenance()).containsEntry("java", "17");
    assertThat(back.rows()).isEqualTo(19);
  }

  @Test
  void addsTotalsInTheOrderOfTheChunks() {
    Manifest manifest = manifest(Map.of(), CHUNKS.subList(0, 2));
    assertThat(manifest.total("reward")).isEqualTo(0.1 + 0.2);
    assertThat(manifest.total("n")).isEqualTo(16);
    assertThat(manifest(Map.of(), CHUNKS).total("reward")).isNaN();
    assertThatThrownBy(() -> manifest.total("tokens")).hasMessageContaining("tokens");
  }

  @Test
  void provenanceIsNoContent() {
    assertThat(manifest(Map.of("java", "17"), CHUNKS).contentHash())
        .isEqualTo(manifest(Map.of("java", "21"), CHUNKS).contentHash());
    assertThat(manifest(Map.of(), CHUNKS.subList(0, 2)).contentHash())
        .isNotEqualTo(manifest(Map.of(), CHUNKS).contentHash());
  }

  @Test
  void aTornOneIsNone() {
    String json = manifest(Map.of("java", "17"), CHUNKS).toJson();
    for (int length = 0; length < json.stripTrailing().length(); length++) {
      assertThat(Manifest.parse(json.substring(0, length))).as("first %d", length).isEmpty();
    }
  }

  @Test
  void anEditedOneIsNone() {
    String json = manifest(Map.of(), CHUNKS).toJson();
    assertThat(Manifest.parse(json.replace("\"size\":120", "\"size\":121"))).isEmpty();
    assertThat(Manifest.parse(json.replace("\"seed\": -3", "\"seed\": 3"))).isEmpty();
    assertThat(Manifest.parse(json.replace("score-rewards", "score"))).isEmpty();
    assertThat(Manifest.parse("[]")).isEmpty();
    assertThat(Manifest.parse("null")).isEmpty();
  }
}
