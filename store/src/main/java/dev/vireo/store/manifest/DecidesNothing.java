package dev.vireo.store.manifest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a setting that no bit of what a stage makes depends on: where things are, how often they
 * are saved, how many requests are under way. Fingerprints leave it out, and so does the list of
 * what has changed. Inputs are marked too: they are known by their content.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface DecidesNothing {}
