package dev.vireo.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hugging Face's own library loads the byte tokenizer's files and tokenises exactly as it does. */
final class ByteTokenizerParityTest {
  private static final ByteTokenizer OURS =
      ByteTokenizer.create(List.of("<|im_start|>", "<|endoftext|>", "<|end"), "<|endoftext|>");
  private static final Tokenizer THEIRS = open(OURS.files());

  @TempDir private Path directory;

  private static Tokenizer open(SortedMap<String, byte[]> files) {
    return NativeTokenizer.open("memory", files, TokenizerDescription.read("memory", files));
  }

  @AfterAll
  static void close() {
    THEIRS.close();
    THEIRS.close();
  }

  @Test
  void encodesAlike() {
    for (String text : Corpus.texts()) {
      assertThat(THEIRS.encode(text)).as(text).isEqualTo(OURS.encode(text));
    }
    for (int seed = 0; seed < 500; seed++) {
      String text = Corpus.random(new Random(seed));
      assertThat(THEIRS.encode(text)).as("seed %d", seed).isEqualTo(OURS.encode(text));
    }
    assertThat(THEIRS.encode("a\ud83d")).isEqualTo(OURS.encode("a\ud83d"));
  }

  @Test
  void neverTruncatesPadsOrAdds() {
    String text = "word ".repeat(2_000);
    assertThat(THEIRS.encode(text)).hasSize(10_000).isEqualTo(OURS.encode(text));
  }

  @Test
  void decodesAlikeWhateverTheBytes() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      // High bytes more often than not: broken UTF-8 of every kind.
      int[] tokens =
          IntStream.range(0, random.nextInt(24))
              .map(i -> random.nextBoolean() ? 0x80 + random.nextInt(0x84) : random.nextInt(262))
              .toArray();
      assertThat(THEIRS.decode(tokens)).as("seed %d", seed).isEqualTo(OURS.decode(tokens));
      assertThat(THEIRS.decode(tokens, false))
          .as("seed %d", seed)
          .isEqualTo(OURS.decode(tokens, false));
    }
  }

  @Test
  void describesItselfAlike() {
    assertThat(THEIRS.vocabularySize()).isEqualTo(OURS.vocabularySize());
    assertThat(THEIRS.endOfSequence()).isEqualTo(OURS.endOfSequence()).isEqualTo(257);
    assertThat(THEIRS.specialToken("<|im_start|>")).isEqualTo(OURS.specialToken("<|im_start|>"));
    assertThat(THEIRS.specialToken("a")).isEmpty();
    assertThat(THEIRS.files()).isEqualTo(THEIRS.files());
  }

  @Test
  void itsOwnFilesLoadWithoutTheLibrary() throws IOException {
    for (Map.Entry<String, byte[]> file : OURS.files().entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
    Tokenizer loaded = Tokenizer.load(directory);
    assertThat(loaded).isInstanceOf(ByteTokenizer.class);
    assertThat(loaded.endOfSequence()).isEqualTo(257);
    assertThat(loaded.files().get("tokenizer.json")).isEqualTo(OURS.files().get("tokenizer.json"));

    // With a file beside it that the byte tokenizer does not know, nothing may get lost.
    Files.writeString(directory.resolve("chat_template.jinja"), "{{ messages }}");
    try (Tokenizer other = Tokenizer.load(directory)) {
      assertThat(other).isInstanceOf(NativeTokenizer.class);
      assertThat(other.files()).containsKey("chat_template.jinja");
      assertThat(other.encode("x<|endoftext|>")).containsExactly('x', 257);
    }
  }

  @Test
  void threadsMayShareOne() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Boolean> work =
          () -> {
            for (int seed = 0; seed < 200; seed++) {
              String text = Corpus.random(new Random(seed));
              int[] tokens = THEIRS.encode(text);
              if (!THEIRS.decode(tokens, false).equals(text)) {
                return false;
              }
            }
            return true;
          };
      for (Future<Boolean> result : threads.invokeAll(List.of(work, work, work, work))) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
