package dev.vireo.store.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProvenanceTest {

  @Test
  void itNamesTheBuildAndLeavesOutWhatIsNotKnown() {
    Map<String, String> facts = Provenance.here().facts(Instant.EPOCH, Instant.EPOCH);
    assertThat(facts)
        .containsEntry("vireo", Build.current().version())
        .containsEntry("began", "1970-01-01T00:00:00Z")
        .doesNotContainKeys("spark", "master");
    if (Build.current().commit().isEmpty()) {
      assertThat(facts).doesNotContainKey("commit");
    } else {
      assertThat(facts).containsEntry("commit", Build.current().commit());
    }
  }
}
