package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OccurrencePropertyTest {
  @Test
  void placesMayComeInAnyOrder() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<Long> places = new ArrayList<>();
      int count = 2 + random.nextInt(6);
      for (int i = 0; i < count; i++) {
        places.add(i * 3L);
      }
      Collections.shuffle(places, random);
      Occurrence occurrence = Occurrence.once("a", places.get(0));
      for (long place : places.subList(1, count)) {
        occurrence = occurrence.and(place);
      }
      assertThat(occurrence).as("seed %d", seed).isEqualTo(new Occurrence("a", count, 0, 3));
    }
  }
}
