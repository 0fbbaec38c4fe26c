package dev.vireo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the files of the repository. */
class SourcesTest {
  private static final Path ROOT = Path.of("..");
  private static final Set<String> NO_SOURCES =
      Set.of("target", ".git", "shared", "runs", "node_modules");
  private static final int LINES = 300;

  /** A comment in a longer file, with the reason behind it. */
  private static final Pattern REASON =
      Pattern.compile("^ *(//|\\*) Over 300 lines: \\w.+", Pattern.MULTILINE);

  @Test
  void areShortOrSayWhyNot() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources()) {
      String text = Files.readString(file);
      if (text.lines().count() > LINES && !REASON.matcher(text).find()) {
        tooLong.add(file + " has " + text.lines().count() + " lines");
      }
    }
    assertThat(tooLong).as("files without a comment \"Over 300 lines: REASON\"").isEmpty();
  }

  @Test
  void lieInPackagesWithASign() throws IOException {
    List<Path> unsigned =
        sources().stream()
            .map(Path::getParent)
            .distinct()
            .filter(folder -> folder.toString().contains("/src/main/java/"))
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .toList();
    assertThat(unsigned).as("packages without package-info.java").isEmpty();
  }

  /** Scripts and pages are compiled by nothing that would notice. */
  @Test
  void holdNoMarksOfAnUnfinishedMerge() throws IOException {
    Pattern mark = Pattern.compile("^(<{7} |>{7} )", Pattern.MULTILINE);
    List<Path> marked = new ArrayList<>();
    for (Path file : files(".java", ".md", ".py", ".sh", ".yaml", ".json", ".xml", "_check")) {
      if (mark.matcher(Files.readString(file)).find()) {
        marked.add(file);
      }
    }
    assertThat(marked).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = files(".java");
    assertThat(sources).hasSizeGreaterThan(500);
    return sources;
  }

  private static List<Path> files(String... endings) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NO_SOURCES.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (Stream.of(endings).anyMatch(file.toString()::endsWith)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
