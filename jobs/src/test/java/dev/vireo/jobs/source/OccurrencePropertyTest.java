package dev.vireo.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OccurrencePropertyTest {
  @Test
  void mergingIsFreeOfOrderAndGrouping() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<Occurrence> occurrences = new ArrayList<>();
      int count = 2 + random.nextInt(6);
      for (int i = 0; i < count; i++) {
        occurrences.add(Occurrence.of(i * 3L, "line " + i * 3));
      }
      Collections.shuffle(occurrences, random);
      while (occurrences.size() > 1) {
        Occurrence one = occurrences.remove(random.nextInt(occurrences.size()));
        Occurrence other = occurrences.remove(random.nextInt(occurrences.size()));
        occurrences.add(one.merge(other));
      }
      assertThat(occurrences.get(0))
          .as("seed %d", seed)
          .isEqualTo(new Occurrence(count, 0, "line 0", 3, "line 3"));
    }
  }

  @Test
  void saysHowManyMoreThereAre() {
    assertThat(new Occurrence(4, 0, "line 1", 1, "line 2"))
        .hasToString("line 1, line 2 and 2 more");
    assertThat(new Occurrence(2, 0, "line 1", 1, "line 2")).hasToString("line 1, line 2");
  }
}
