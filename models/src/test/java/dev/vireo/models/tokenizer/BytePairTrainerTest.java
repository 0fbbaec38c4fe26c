package dev.vireo.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.json.JsonFiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class BytePairTrainerTest {
  private static final BytePairSettings SETTINGS = BytePairSettings.defaults();

  private static List<String> merges(Map<String, byte[]> files) {
    JsonNode merges =
        JsonFiles.parse("tokenizer.json", files.get("tokenizer.json")).path("model").path("merges");
    List<String> list = new ArrayList<>();
    merges.forEach(merge -> list.add(merge.textValue()));
    return list;
  }

  @Test
  void defaults() {
    assertThat(SETTINGS.vocabularySize()).isEqualTo(2_048);
    assertThat(SETTINGS.minimumCount()).isEqualTo(2);
    assertThat(SETTINGS.specialTokens()).containsExactly("<|endoftext|>");
    assertThat(SETTINGS.endOfSequence()).isEqualTo("<|endoftext|>");
  }

  @Test
  void theMostFrequentPairFirstThenSmallIds() {
    // "lo" and "ow" occur 7 times, all pairs of "widest" 6 times: among equals the smaller ids win.
    List<String> texts = new ArrayList<>();
    texts.addAll(Collections.nCopies(5, "low"));
    texts.addAll(Collections.nCopies(2, "lower"));
    texts.addAll(Collections.nCopies(6, "widest"));
    assertThat(merges(BytePairTrainer.trainFiles(counts(texts), SETTINGS)))
        .containsExactly("l o", "lo w", "d e", "i de", "s t", "w ide", "wide st", "e r", "low er");
  }

  @Test
  void overlappingPairsAreMergedFromTheLeft() {
    Map<String, byte[]> files =
        BytePairTrainer.trainFiles(counts(List.of("aaaaa aaaaa")), SETTINGS);
    // aaaaa: aa aa a, then aaaa a or aa aaa; both words agree on the count.
    assertThat(merges(files).get(0)).isEqualTo("a a");
    assertThat(merges(files)).doesNotHaveDuplicates();
  }

  @Test
  void agreesWithCountingEverythingAgain() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        StringBuilder text = new StringBuilder();
        for (int k = random.nextInt(30); k > 0; k--) {
          text.append((char) (random.nextInt(9) == 0 ? ' ' : 'a' + random.nextInt(4)));
        }
        texts.add(text.toString());
      }
      BytePairSettings settings = SETTINGS.withVocabularySize(257 + random.nextInt(80));
      assertThat(merges(BytePairTrainer.trainFiles(counts(texts), settings)))
          .as("seed %d", seed)
          .isEqualTo(slowly(texts, settings));
    }
  }

  /** The definition, without an index: count all pairs, merge the best, start again. */
  private static List<String> slowly(List<String> texts, BytePairSettings settings) {
    Map<String, Integer> ids = new HashMap<>();
    for (int value = 0; value < 256; value++) {
      ids.put(ByteAlphabet.spell(new byte[] {(byte) value}), value);
    }
    Pattern pattern = Pattern.compile(BytePairTrainer.SPLIT, Pattern.UNICODE_CHARACTER_CLASS);
    List<List<String>> words = new ArrayList<>();
    for (String text : texts) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        List<String> word = new ArrayList<>();
        for (byte value : Text.utf8(matcher.group())) {
          word.add(ByteAlphabet.spell(new byte[] {value}));
        }
        words.add(word);
      }
    }
    List<String> merges = new ArrayList<>();
    while (ids.size() < settings.vocabularySize() - 1) {
      // Ordered by the pair of ids, so the first maximum is the one wanted.
      SortedMap<Long, Integer> counts = new TreeMap<>();
      Map<Long, List<String>> spelled = new HashMap<>();
      for (List<String> word : words) {
        for (int i = 0; i + 1 < word.size(); i++) {
          long key = (long) ids.get(word.get(i)) << 32 | ids.get(word.get(i + 1));
          counts.merge(key, 1, Integer::sum);
          spelled.put(key, List.of(word.get(i), word.get(i + 1)));
        }
      }
      long best = -1;
      for (Map.Entry<Long, Integer> entry : counts.entrySet()) {
        if (best < 0 || entry.getValue() > counts.get(best)) {
          best = entry.getKey();
        }
      }
      if (best < 0 || counts.get(best) < settings.minimumCount()) {
        break;
      }
      List<String> pair = spelled.get(best);
      merges.add(String.join(" ", pair));
      ids.putIfAbsent(String.join("", pair), ids.size());
      for (List<String> word : words) {
        for (int i = 0; i + 1 < word.size(); i++) {
          if (word.subList(i, i + 2).equals(pair)) {
            word.set(i, String.join("", pair));
            word.remove(i + 1);
          }
        }
      }
    }
    return merges;
  }

  @Test
  void theOrderOfTheTextsDoesNotMatter() {
    List<String> texts = new ArrayList<>(Corpus.texts());
    texts.addAll(Corpus.texts());
    SortedMap<String, byte[]> first = BytePairTrainer.trainFiles(counts(texts), SETTINGS);
    Collections.shuffle(texts, new Random(1));
    SortedMap<String, byte[]> second = BytePairTrainer.trainFiles(counts(texts), SETTINGS);
    assertThat(second.get("tokenizer.json")).isEqualTo(first.get("tokenizer.json"));
    assertThat(merges(first)).isNotEmpty();
  }

  @Test
  void everyTextComesBackAndDigitsStandAlone() {
    List<String> texts = new ArrayList<>(Corpus.texts());
    texts.addAll(Collections.nCopies(50, "12 + 34 = 46 apples, 1234567 apples and 46 pears"));
    try (Tokenizer tokenizer =
        BytePairTrainer.train(counts(texts), SETTINGS.withVocabularySize(400))) {
      assertThat(tokenizer.vocabularySize()).isBetween(270, 400);
      assertThat(tokenizer.endOfSequence()).isEqualTo(tokenizer.vocabularySize() - 1);
      assertThat(tokenizer.encode("1234567")).containsExactly('1', '2', '3', '4', '5', '6', '7');
      assertThat(tokenizer.encode(" apples 46")).hasSize(4);
      assertThat(tokenizer.encode("a<|endoftext|>"))
          .containsExactly('a', tokenizer.endOfSequence());
      for (int seed = 0; seed < 500; seed++) {
        String text = Corpus.random(new Random(seed));
        assertThat(tokenizer.decode(tokenizer.encode(text), false))
            .as("seed %d", seed)
            .isEqualTo(text);
      }
    }
  }

  @Test
  void aSmallCorpusGivesASmallVocabulary() {
    try (Tokenizer tokenizer = BytePairTrainer.train(counts(List.of("abab")), SETTINGS)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(258);
      assertThat(tokenizer.encode("abab")).containsExactly(256, 256);
    }
    try (Tokenizer tokenizer = BytePairTrainer.train(counts(List.of()), SETTINGS)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(257);
    }
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThatThrownBy(() -> SETTINGS.withVocabularySize(256))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("at least 257");
    assertThatThrownBy(() -> new BytePairSettings(300, 0, List.of("<a>"), "<a>"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("minimumCount 0");
  }

  private static Map<String, Long> counts(List<String> texts) {
    return texts.stream()
        .flatMap(BytePairTrainer::words)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
