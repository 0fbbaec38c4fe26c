package dev.vireo.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.scoring.TokenSequence;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkerScoresTest {

  @Test
  void aPassHasItsLimitOfTokensWithPadding() {
    assertThat(sizes(4096, 4096)).containsExactly(2);
    assertThat(sizes(4096, 4097)).containsExactly(1, 1);
    // All are padded to the longest, wherever it comes.
    assertThat(sizes(100, 100, 3000, 100)).containsExactly(2, 2);
    assertThat(sizes(9000, 1, 1)).containsExactly(1, 2);
    assertThat(sizes()).isEmpty();
  }

  private static List<Integer> sizes(int... lengths) {
    List<TokenSequence> group =
        Arrays.stream(lengths)
            .mapToObj(length -> new TokenSequence(new int[1], new int[length - 1]))
            .toList();
    List<List<TokenSequence>> passes = WorkerScores.passes(group);
    assertThat(passes.stream().flatMap(List::stream).toList()).isEqualTo(group);
    return passes.stream().map(List::size).toList();
  }
}
