package io.vouchpost.probe;

import java.util.List;

/** Where TXT records are looked up. */
interface TextRecords {

    /** Empty where there is none. */
    List<String> texts(String name) throws NoAnswer;
}
