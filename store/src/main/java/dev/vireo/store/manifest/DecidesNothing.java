package dev.vireo.store.manifest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a setting that does not affect any bit of a stage's output, such as a location, how often
 * to save, or how many requests run at once. Fingerprints and lists of changed settings leave it
 * out. Inputs are marked too, because they are identified by their content.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface DecidesNothing {}
