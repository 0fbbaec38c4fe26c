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
import org.junit.jupiter.api.Test;

/** What holds for every Java file of the repository. */
class SourcesTest {
  private static final Path ROOT = Path.of("..");
  private static final Set<String> NO_SOURCES = Set.of("target", ".git", "shared");
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

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
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
            if (file.toString().endsWith(".java")) {
              sources.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(sources).hasSizeGreaterThan(500);
    return sources;
  }
}
